package dev.memotor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyTest {

  @Test
  void length_is1To250() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of(new byte[0]))
        .withMessage("a key has 1 to 250 bytes, this one 0");
    assertThatIllegalArgumentException().isThrownBy(() -> Key.of(new byte[251]));
    assertThat(Key.of(new byte[250]).length()).isEqualTo(250);
  }

  @Test
  void copyOf_takesAPartAndNoMore() {
    byte[] source = {1, 2, 3, 4, 5};
    Key key = Key.copyOf(source, 1, 4);
    source[2] = 99;
    assertThat(key).isEqualTo(Key.of(new byte[] {2, 3, 4}));
  }

  @Test
  void equalsAndHash_goByEveryByte() {
    Random random = new Random(3);
    for (int length = 1; length <= Key.MAX_LENGTH; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      Key key = Key.of(bytes);
      assertThat(Key.of(bytes.clone())).isEqualTo(key).hasSameHashCodeAs(key);
      for (int i = 0; i < length; i++) {
        byte[] other = bytes.clone();
        other[i] ^= 1;
        assertThat(Key.of(other)).isNotEqualTo(key);
      }
      assertThat(Key.of(Arrays.copyOf(new byte[length], length))).isNotEqualTo(Key.of("x"));
    }
  }

  @Test
  void hash_spreadsCountedKeys() {
    Set<Integer> low = new HashSet<>();
    Set<Integer> all = new HashSet<>();
    for (int i = 0; i < 65_536; i++) {
      int hash = Key.of("key:" + i).hashCode();
      all.add(hash);
      low.add(hash & 0xffff);
    }
    // As many as chance leaves: 65,536 * (1 - 1/e) of the low halves, nearly all of the whole.
    assertThat(low.size()).isBetween(40_000, 43_000);
    assertThat(all.size()).isGreaterThan(65_500);
  }

  @Test
  void compareTo_isUnsignedAndPrefixFirst() {
    assertThat(Key.of(new byte[] {-1})).isGreaterThan(Key.of(new byte[] {1}));
    assertThat(Key.of("ab")).isGreaterThan(Key.of("a")).isLessThan(Key.of("b"));
    assertThat(Key.of("a")).isEqualByComparingTo(Key.of("a"));
  }

  @Test
  void toString_showsPrintableBytesAsTheyAre() {
    assertThat(Key.of(new byte[] {'a', ' ', '%', 0, -1, '~'})).hasToString("a%20%25%00%ff~");
  }
}
