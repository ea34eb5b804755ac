package dev.memotor.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.memotor.bench.HostAndPort;
import dev.memotor.bench.protocol.RequestTemplate;
import dev.memotor.bench.tally.Nanos;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeysTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.99, 1.0, 1.5})
  void zipfFrequenciesFollowThePower(double exponent) {
    int keys = 1000;
    int draws = 400_000;
    ZipfKeys zipf = new ZipfKeys(keys, exponent);
    Random64 random = new Random64(42);
    int[] counts = new int[keys + 1];
    for (int i = 0; i < draws; i++) {
      counts[zipf.rank(random)]++;
    }
    double sum = 0;
    for (int rank = 1; rank <= keys; rank++) {
      sum += Math.pow(rank, -exponent);
    }
    for (int rank : new int[] {1, 2, 3, 10}) {
      double expected = draws * Math.pow(rank, -exponent) / sum;
      // Five standard deviations of a count: a wrong formula is further off.
      assertThat((double) counts[rank]).isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
    int slowHalf = 0;
    double expectedSlowHalf = 0;
    for (int rank = keys / 2 + 1; rank <= keys; rank++) {
      slowHalf += counts[rank];
      expectedSlowHalf += draws * Math.pow(rank, -exponent) / sum;
    }
    assertThat((double) slowHalf)
        .isCloseTo(expectedSlowHalf, within(5 * Math.sqrt(expectedSlowHalf)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1000, 4096, 99_991})
  void zipfRanksAreScatteredOverAllKeys(int keys) {
    ZipfKeys zipf = new ZipfKeys(keys, 0.99);
    BitSet seen = new BitSet();
    for (int rank = 1; rank <= keys; rank++) {
      int key = zipf.keyOfRank(rank);
      assertThat(key).isBetween(0, keys - 1);
      seen.set(key);
    }
    assertThat(seen.cardinality()).isEqualTo(keys);
    if (keys >= 1000) {
      assertThat(Math.abs(zipf.keyOfRank(1) - zipf.keyOfRank(2))).isGreaterThan(keys / 10);
    }
  }

  @Test
  void zipfOfOneKeyIsThatKey() {
    assertThat(new ZipfKeys(1, 0.99).next(new Random64(1))).isZero();
  }

  @Test
  void uniformKeysAreEquallyOften() {
    KeyDistribution uniform = KeyDistribution.uniform(10);
    Random64 random = new Random64(7);
    int[] counts = new int[10];
    for (int i = 0; i < 100_000; i++) {
      counts[uniform.next(random)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(9_500, 10_500);
    }
  }

  @Test
  void keysReadAsTheyAreWritten() {
    KeyFormat format = new KeyFormat("user:", 6);
    for (int key : new int[] {0, 1, 9, 10, 123_456, 999_999}) {
      byte[] bytes = format.bytes(key);
      assertThat(new String(bytes, StandardCharsets.US_ASCII))
          .isEqualTo(String.format("user:%06d", key));
      assertThat(format.parse(ByteBuffer.wrap(bytes), 0, bytes.length)).isEqualTo(key);
    }
    for (String other : new String[] {"user:00001", "user:0000011", "uses:000001", "user:00000x"}) {
      assertThat(format.parse(ByteBuffer.wrap(RequestTemplate.ascii(other)), 0, other.length()))
          .isEqualTo(-1);
    }
  }

  @Test
  void sizesAsTheyAreNamed() {
    assertThat(ValueSizes.parse("64k").largest()).isEqualTo(65_536);
    ValueSizes range = ValueSizes.parse("10-12");
    ValueSizes list = ValueSizes.parse("1:90,1k:10,7:0");
    Random64 random = new Random64(3);
    int[] ranges = new int[13];
    int kilobytes = 0;
    for (int i = 0; i < 30_000; i++) {
      ranges[range.next(random)]++;
      int size = list.next(random);
      assertThat(size).isIn(1, 1024);
      kilobytes += size == 1024 ? 1 : 0;
    }
    assertThat(ranges[10]).isBetween(9_500, 10_500);
    assertThat(ranges[12]).isBetween(9_500, 10_500);
    assertThat(kilobytes).isBetween(2_700, 3_300);
    assertThat(range.allows(11)).isTrue();
    assertThat(range.allows(13)).isFalse();
    assertThat(list.allows(1024)).isTrue();
    assertThat(list.allows(500)).isFalse();
    assertThat(list.largest()).isEqualTo(1024);
    assertThat(list.mean()).isCloseTo(103.3, within(0.001));
    for (String wrong : new String[] {"", "x", "5-", "9-3", "1:0", "1:-1", "-1", "999m", "1:1:1"}) {
      assertThatThrownBy(() -> ValueSizes.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void otherWordsOfTheCommandLine() {
    assertThat(Mix.parse("9:1")).isEqualTo(new Mix(9, 1, 0));
    assertThat(Mix.parse("0:1:3")).isEqualTo(new Mix(0, 1, 3));
    assertThat(Popularity.parse("zipf").zipfExponent()).isEqualTo(0.99);
    assertThat(Popularity.parse("zipf:1.2").zipfExponent()).isEqualTo(1.2);
    assertThat(Popularity.parse("uniform").isUniform()).isTrue();
    assertThat(Nanos.parse("10")).isEqualTo(10_000_000_000L);
    assertThat(Nanos.parse("1.5s")).isEqualTo(1_500_000_000L);
    assertThat(Nanos.parse("250ms")).isEqualTo(250_000_000L);
    assertThat(Nanos.parse("2m")).isEqualTo(120_000_000_000L);
    assertThat(HostAndPort.parse("h")).isEqualTo(new HostAndPort("h", 11211));
    assertThat(HostAndPort.parse("h:12")).isEqualTo(new HostAndPort("h", 12));
    assertThat(HostAndPort.parse("[::1]:12")).isEqualTo(new HostAndPort("::1", 12));
    assertThat(HostAndPort.parse("::1")).isEqualTo(new HostAndPort("::1", 11211));
    for (Runnable wrong :
        new Runnable[] {
          () -> Mix.parse("9"),
          () -> Mix.parse("0:0"),
          () -> Mix.parse("1:-1"),
          () -> Popularity.parse("gauss"),
          () -> Popularity.parse("zipf:0"),
          () -> Nanos.parse("soon"),
          () -> HostAndPort.parse("h:0"),
          () -> HostAndPort.parse("h:x"),
        }) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
