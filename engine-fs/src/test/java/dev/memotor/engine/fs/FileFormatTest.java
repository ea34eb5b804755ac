package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes on disk, which later versions must read alike. */
class FileFormatTest {

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void preamble_hasTheseBytes() {
    byte[] bytes = new byte[Preamble.LENGTH];
    new Preamble(Key.of("user:42"), new Layout(2, 1536)).write(bytes);
    assertThat(HEX.formatHex(bytes, 0, 23))
        .isEqualTo("6d6d7472" + "01" + "02" + "0007" + "00000600" + "7ffda8f6" + "757365723a3432");
    assertThat(Arrays.copyOfRange(bytes, 23, bytes.length)).containsOnly(0);
    assertThat(Preamble.flaw(bytes, bytes.length)).isEqualTo(Preamble.Flaw.NONE);
    assertThat(Preamble.read(bytes))
        .isEqualTo(new Preamble(Key.of("user:42"), new Layout(2, 1536)));
  }

  @Test
  void header_hasTheseBytes() {
    byte[] value = "hello".getBytes(StandardCharsets.US_ASCII);
    Item item = Item.restore(value, 0xdeadbeef, 4_000_000_000L, -2, 5, false, 1_700_000_000);
    byte[] bytes = new byte[SlotHeader.LENGTH];
    SlotHeader header =
        SlotHeader.of(item, 1, 7, value.length, SlotHeader.crc(value, 0, value.length));
    header.write(bytes, 0);
    assertThat(HEX.formatHex(bytes))
        .isEqualTo(
            "01"
                + "05"
                + "01"
                + "00"
                + "deadbeef"
                + "ee6b2800"
                + "6553f100"
                + "fffffffffffffffe"
                + "0000000000000007"
                + "00000005"
                + "9a71bb4c"
                + "3e4eeeed"
                + "00000000");
    assertThat(SlotHeader.read(bytes, 0)).isEqualTo(header);
  }

  @Test
  void anyFlippedBit_isDetected() {
    byte[] bytes = new byte[Preamble.LENGTH + SlotHeader.LENGTH];
    new Preamble(Key.of("some key"), Layout.forValue(100)).write(bytes);
    new SlotHeader(0, 0, 1, 2, 3, 4, 5, 6, 7).write(bytes, Preamble.LENGTH);
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int bit = random.nextInt(SlotHeader.LENGTH * 8 - 32);
      bytes[Preamble.LENGTH + bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(SlotHeader.read(bytes, Preamble.LENGTH)).as("bit %d", bit).isNull();
      bytes[Preamble.LENGTH + bit / 8] ^= (byte) (1 << bit % 8);
      bit = random.nextInt(24 * 8);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Preamble.flaw(bytes, Preamble.LENGTH)).isNotEqualTo(Preamble.Flaw.NONE);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void layouts_holdTheirValues_withoutOverlap() {
    for (int length = 0; length < 200_000; length += 1 + length / 50) {
      Layout layout = Layout.forValue(length);
      assertThat(layout.isSound()).isTrue();
      assertThat(layout.capacity()).isGreaterThanOrEqualTo(length);
      assertThat(layout.headerOffset(0)).isEqualTo(Preamble.LENGTH);
      assertThat(layout.headerOffset(1)).isEqualTo(layout.valueOffset(0) + layout.capacity());
      assertThat(layout.areas() == 2).isEqualTo(layout.accepts(length));
    }
    assertThat(Layout.forValue(1 << 30).capacity()).isGreaterThanOrEqualTo(1 << 30);
    assertThat(Layout.forValue(100).isOneBlock()).isTrue();
    assertThat(Layout.forValue(4000).isOneBlock()).isFalse();
  }
}
