package dev.memotor.server.observe.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Key;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyCounterTest {

  @Test
  void labels_areWhatFollowsTheName() {
    KeyCounter counter = new KeyCounter(Key.of("requests|path=/a=b|code="));
    assertThat(counter.name()).isEqualTo("requests");
    assertThat(counter.labels()).isEqualTo(Map.of("path", "/a=b", "code", ""));
    assertThat(counter.text()).isEqualTo("requests|path=/a=b|code=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a|", "|a=b", "a|b", "a|=b", "a|b=c|", "a|b=c|b=d", "a|b=c||d=e", "plain"})
  void keyAgainstTheConvention_isANameAsAWhole(String key) {
    KeyCounter counter = new KeyCounter(Key.of(key));
    assertThat(counter.name()).isEqualTo(key);
    assertThat(counter.labels()).isEmpty();
  }

  @Test
  void differentKeys_haveDifferentTexts() {
    assertThat(text(0xff)).isEqualTo("\\xff");
    assertThat(text('\\', 'x', 'f', 'f')).isEqualTo("\\\\xff");
    assertThat(text(0xc3, 0xa4)).isEqualTo("ä");
    assertThat(text(0xc3)).isEqualTo("\\xc3");
    assertThat(text('a', '\n', '"')).isEqualTo("a\\x0a\"");
    assertThat(text(0xc2, 0x85)).isEqualTo("\\xc2\\x85");
    assertThat(text(0xf0, 0x9f, 0x98, 0x80)).isEqualTo("\ud83d\ude00");
  }

  private static String text(int... bytes) {
    byte[] key = new byte[bytes.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) bytes[i];
    }
    return new KeyCounter(Key.of(key)).text();
  }
}
