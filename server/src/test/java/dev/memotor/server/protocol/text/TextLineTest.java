package dev.memotor.server.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TextLineTest {

  private final TextLine line = new TextLine();

  private void read(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    line.read(bytes, 0, bytes.length);
  }

  @Test
  void tokens_areSeparatedBySpacesAlone() {
    read("  set  a\tb 1\u00ff2 ");
    assertThat(line.count()).isEqualTo(3);
    assertThat(line.text(0)).isEqualTo("set");
    assertThat(line.text(1)).isEqualTo("a\tb");
    assertThat(line.text(2)).isEqualTo("1\u00ff2");
    assertThat(line.length(1)).isEqualTo(3);
    assertThat(line.first(1)).isEqualTo((byte) 'a');
    assertThat(line.beginsWithToken()).isFalse();
    read("set  a");
    assertThat(line.beginsWithToken()).isTrue();
  }

  @Test
  void noreply_isTheLastToken() {
    read("set a noreply");
    assertThat(line.endsWithNoreply()).isTrue();
    read("noreply");
    assertThat(line.endsWithNoreply()).isTrue();
    read("set noreply a");
    assertThat(line.endsWithNoreply()).isFalse();
    read("set a noreplyx");
    assertThat(line.endsWithNoreply()).isFalse();
    read("");
    assertThat(line.endsWithNoreply()).isFalse();
  }

  @Test
  void abbreviations_arePrefixes() {
    read("stats set settingsx");
    assertThat(line.abbreviates(1, "settings")).isTrue();
    assertThat(line.abbreviates(2, "settings")).isFalse();
    assertThat(line.abbreviates(3, "settings")).isFalse();
  }

  @Test
  void emptyLine_hasNoTokens() {
    read("   ");
    assertThat(line.count()).isZero();
    assertThat(line.is(0, TextLine.ascii("get"))).isFalse();
  }

  @Test
  void manyTokens_overflow_andTheNextLineDoesNot() {
    read("a ".repeat(23));
    assertThat(line.isOverflown()).isFalse();
    read("a ".repeat(23) + "noreply");
    assertThat(line.isOverflown()).isTrue();
    assertThat(line.count()).isEqualTo(23);
    assertThat(line.endsWithNoreply()).isFalse();
    read("a");
    assertThat(line.isOverflown()).isFalse();
  }

  @Test
  void tokensWithin_looksBeyondTheCapacity() {
    read("get 22 333");
    assertThat(line.areTokensWithin(1, 3)).isTrue();
    assertThat(line.areTokensWithin(1, 2)).isFalse();
    read("a ".repeat(30) + "22 a");
    assertThat(line.areTokensWithin(0, 2)).isTrue();
    assertThat(line.areTokensWithin(0, 1)).isFalse();
  }
}
