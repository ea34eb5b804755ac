package dev.memotor.server.observe.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyChoiceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "page.* page.views true",
        "page.* page. true",
        "page.* apage.views false",
        "page.*,!*.tmp page.a.tmp false",
        "page.*,!*.tmp page.a true",
        "!*.tmp anything true",
        "!*.tmp a.tmp false",
        "a?c abc true",
        "a?c ac false",
        "*a*b*c xaxbxbc true",
        "*a*b*c xaxbxbcd false",
        "[a-c0]x bx true",
        "[a-c0]x dx false",
        "[!a-c]x dx true",
        "[!a-c]x ax false",
        "a\\,b a,b true",
        "a\\*b a*b true",
        "a\\*b axb false",
        "ä* äh true"
      })
  void accepts_byTheWholeKey(String patterns, String key, boolean accepted) {
    assertThat(KeyChoice.parse(patterns).accepts(Key.of(key))).isEqualTo(accepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,,b", "!", "a[b", "a\\", "[z-a]"})
  void parse_saysWhatIsWrong(String patterns) {
    assertThatThrownBy(() -> KeyChoice.parse(patterns))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("a pattern is empty|in '.*");
  }

  @Test
  void all_takesBytesThatAreNoText() {
    assertThat(KeyChoice.ALL.accepts(Key.of(new byte[] {(byte) 0xff, 0}))).isTrue();
    assertThat(KeyChoice.parse("?*").accepts(Key.of(new byte[] {(byte) 0xff}))).isTrue();
  }
}
