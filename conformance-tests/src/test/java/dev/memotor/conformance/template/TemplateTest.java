package dev.memotor.conformance.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {

  private final Bindings bindings = new Bindings("key0", () -> Instant.ofEpochSecond(1000));

  private String render(String text) {
    return TemplateParser.parse(text).render(bindings);
  }

  private boolean matches(String template, String subject) {
    return TemplateParser.parse(template).compare(subject, bindings).equal();
  }

  @Test
  void render_literalsAndEscapes() {
    assertThat(render("a\\r\\n\\t\\s\\0\\x7f\\\\\\{\\}")).isEqualTo("a\r\n\t \0\u007f\\{}");
  }

  @Test
  void render_fileTextIsUtf8Bytes() {
    assertThat(render("é")).isEqualTo("\u00c3\u00a9");
  }

  @Test
  void render_placeholders() {
    assertThat(render("{key}")).isEqualTo("key0");
    assertThat(render("{key:8}")).isEqualTo("key0kkkk");
    assertThat(render("{ab*3}")).isEqualTo("ababab");
    assertThat(render("{x{key}\\r\\n*2}")).isEqualTo("xkey0\r\nxkey0\r\n");
    assertThat(render("{each 9..11: {key}-%}")).isEqualTo(" key0-9 key0-10 key0-11");
    assertThat(render("{base64:{key}\\xff}")).isEqualTo("a2V5MP8=");
    assertThat(render("{now} {now+5} {now-5}")).isEqualTo("1000 1005 995");
  }

  @Test
  void render_capturedNumbers() {
    bindings.capture("cas", "18446744073709551615");
    assertThat(render("{cas} {cas-1}")).isEqualTo("18446744073709551615 18446744073709551614");
  }

  @Test
  void render_unknownName_saysSo() {
    assertThatThrownBy(() -> render("{cas}")).hasMessageContaining("before any step captured it");
  }

  @Test
  void compare_literal_findsWhereItDiffers() {
    Template template = TemplateParser.parse("VALUE {key} 5");
    assertThat(template.compare("VALUE key0 5", bindings).equal()).isTrue();
    assertThat(template.compare("VALUE key0 6", bindings).differsAt()).isEqualTo(11);
    assertThat(template.compare("VALUE", bindings).differsAt()).isEqualTo(5);
  }

  @Test
  void compare_numbersAndRanges() {
    assertThat(matches("a {#} b", "a 123 b")).isTrue();
    assertThat(matches("a {#} b", "a -1 b")).isFalse();
    assertThat(matches("a {#} b", "a  b")).isFalse();
    assertThat(matches("t{98..100}", "t99")).isTrue();
    assertThat(matches("t{98..100}", "t97")).isFalse();
    assertThat(matches("t{98..100}", "t101")).isFalse();
    assertThat(matches("{-5..5}", "-3")).isTrue();
    assertThat(matches("{now-1..now+1}", "1001")).isTrue();
    assertThat(matches("{now-1..now+1}", "1002")).isFalse();
  }

  @Test
  void compare_capturesAndRelations() {
    assertThat(matches("c{cas=#}", "c41")).isTrue();
    assertThat(matches("{cas}", "41")).isTrue();
    assertThat(matches("{#!=cas}", "41")).isFalse();
    assertThat(matches("{#!=cas}", "42")).isTrue();
    assertThat(matches("{#>cas}", "40")).isFalse();
    assertThat(matches("{next=#>cas}", "42")).isTrue();
    assertThat(matches("{cas+1} {next}", "42 42")).isTrue();
  }

  @Test
  void compare_mismatch_capturesNothing() {
    assertThat(matches("{a=#} x", "5 y")).isFalse();
    assertThatThrownBy(() -> render("{a}")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void compare_expressions() {
    assertThat(matches("{~(ERROR|CLIENT_ERROR .*)}", "CLIENT_ERROR x")).isTrue();
    assertThat(matches("{~[0-9]{3}}!", "123!")).isTrue();
    assertThat(matches("{~[0-9]{3}}!", "1234!")).isFalse();
    assertThat(matches("<{*}>", "<\r\n>")).isTrue();
  }

  @Test
  void compare_pattern_marksTheFirstWrongByte() {
    Template template = TemplateParser.parse("VA {#} f{#} end");
    assertThat(template.compare("VA 12 g5 end", bindings).differsAt()).isEqualTo(6);
    assertThat(template.compare("VX 12 f5 end", bindings).differsAt()).isEqualTo(1);
  }

  @Test
  void describe_showsPatternsInWords() {
    Template template = TemplateParser.parse("{key} {#} {1..2} {~x+} {*}\\r");
    assertThat(template.describe(bindings))
        .isEqualTo("key0 <number> <1..2> <matching x+> <anything>\\r");
  }

  @Test
  void parse_mistakes_areRefused() {
    Map.of(
            "{key", "without its }",
            "{Unknown}", "unknown placeholder",
            "\\q", "unknown escape",
            "a\\x1", "hexadecimal",
            "{{#}*3}", "pattern inside")
        .forEach(
            (text, problem) ->
                assertThatThrownBy(() -> TemplateParser.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(problem));
  }
}
