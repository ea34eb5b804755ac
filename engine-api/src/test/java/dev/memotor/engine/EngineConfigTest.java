package dev.memotor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EngineConfigTest {

  private static final List<EngineOption> OPTIONS =
      List.of(
          EngineOption.of("text", EngineOption.Type.TEXT, "t", "A text."),
          EngineOption.of("number", EngineOption.Type.NUMBER, "8", "A number."),
          EngineOption.of("fraction", EngineOption.Type.FRACTION, "0.5", "A fraction."),
          EngineOption.of("size", EngineOption.Type.SIZE, "64m", "A size."),
          EngineOption.of("time", EngineOption.Type.DURATION, "1s", "A duration."),
          EngineOption.of("switch", EngineOption.Type.SWITCH, "false", "A switch."),
          EngineOption.choice("choice", List.of("one", "two"), "one", "A choice."),
          EngineOption.of("path", EngineOption.Type.PATH, "", "A path."),
          EngineOption.secret("password", "A secret."));

  private static EngineConfig parse(String uri) {
    return EngineConfig.parse(uri, OPTIONS);
  }

  @ParameterizedTest
  @CsvSource({
    "memory, memory, ''",
    "memory:, memory, ''",
    "rocksdb:/data/x, rocksdb, /data/x",
    "rocksdb?text=a, rocksdb, ''",
    "redis://h:6379/0?text=a:b, redis, //h:6379/0",
    "'', '', ''",
  })
  void parse_takesSchemeAndLocationApart(String uri, String scheme, String location) {
    assertThat(EngineConfig.schemeOf(uri)).isEqualTo(scheme);
    assertThat(parse(uri).scheme()).isEqualTo(scheme);
    assertThat(parse(uri).location()).isEqualTo(location);
  }

  @Test
  void values_areTheDefaultsOrWhatIsGiven() {
    EngineConfig defaults = parse("e");
    assertThat(defaults.text("text")).isEqualTo("t");
    assertThat(defaults.number("number")).isEqualTo(8);
    assertThat(defaults.fraction("fraction")).isEqualTo(0.5);
    assertThat(defaults.bytes("size")).isEqualTo(64L << 20);
    assertThat(defaults.duration("time")).isEqualTo(Duration.ofSeconds(1));
    assertThat(defaults.isOn("switch")).isFalse();
    assertThat(defaults.path("here")).isEqualTo(Path.of("here"));
    assertThat(defaults.has("text")).isFalse();
    EngineConfig given =
        parse(
            "e:/d?text=a%20b%26&number=007&fraction=.25&size=2G&time=5m&switch=true&choice=two&&");
    assertThat(given.text("text")).isEqualTo("a b&");
    assertThat(given.number("number")).isEqualTo(7);
    assertThat(given.fraction("fraction")).isEqualTo(0.25);
    assertThat(given.bytes("size")).isEqualTo(2L << 30);
    assertThat(given.duration("time")).isEqualTo(Duration.ofMinutes(5));
    assertThat(given.isOn("switch")).isTrue();
    assertThat(given.text("choice")).isEqualTo("two");
    assertThat(given.path("here")).isEqualTo(Path.of("/d"));
    assertThat(given.has("text")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"512, 512", "1k, 1024", "1K, 1024", "3m, 3145728", "1t, 1099511627776", "0, 0"})
  void sizes(String text, long bytes) {
    assertThat(parse("e?size=" + text).bytes("size")).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"100ms, 100", "2s, 2000", "1m, 60000", "1h, 3600000", "1d, 86400000"})
  void durations(String text, long millis) {
    assertThat(parse("e?time=" + text).duration("time")).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          e?nope=1         | engine e has no option 'nope'; it has: text, number, fraction, size, \
          time, switch, choice, path, password
          e?text=%zz       | option 'text' of engine e has broken percent-encoding
          e?number=-1      | option 'number' of engine e is '-1' but must be a whole number such as 8
          e?number         | option 'number' of engine e is '' but must be a whole number such as 8
          e?fraction=1.5   | option 'fraction' of engine e is '1.5' but must be a number from 0 to 1 \
          such as 0.5
          e?size=1x        | option 'size' of engine e is '1x' but must be a size such as 512k, 64m or 2g
          e?size=9999999t  | option 'size' of engine e is '9999999t' but must be a size such as 512k, \
          64m or 2g
          e?time=5         | option 'time' of engine e is '5' but must be a duration such as 100ms, \
          1s or 5m
          e?switch=yes     | option 'switch' of engine e is 'yes' but must be true or false
          e?choice=three   | option 'choice' of engine e is 'three' but must be one of one, two
          e?path=          | option 'path' of engine e is '' but must be a path
          e?text=a&text=b  | option 'text' of engine e is given twice
          e?number=a&switch=b | option 'number' of engine e is 'a' but must be a whole number such as \
          8; option 'switch' of engine e is 'b' but must be true or false
          """)
  void parse_saysWhatIsWrong(String uri, String message) {
    assertThatThrownBy(() -> parse(uri))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CONFIGURATION))
        .hasMessage(message);
  }

  @Test
  void parse_ofAnEngineWithoutOptions_saysSo() {
    assertThatThrownBy(() -> EngineConfig.parse("memory?x=1", List.of()))
        .hasMessage("engine memory has no option 'x'; it has: none");
  }

  @Test
  void undeclaredOption_isTheEnginesFault() {
    assertThatIllegalArgumentException().isThrownBy(() -> parse("e").text("nope"));
  }

  @Test
  void toString_masksSecrets() {
    assertThat(parse("redis://me:secret@h:1/0?password=x&text=a"))
        .hasToString("redis://me:***@h:1/0?password=***&text=a");
    assertThat(parse("e:/d")).hasToString("e:/d");
  }
}
