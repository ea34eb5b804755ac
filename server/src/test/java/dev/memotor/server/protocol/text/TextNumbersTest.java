package dev.memotor.server.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextNumbersTest {

  private static byte[] bytes(String text) {
    return ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "007, 7",
    "0000000000000000000001, 1",
    "18446744073709551615, -1",
    "9223372036854775808, -9223372036854775808",
  })
  void unsigned_readsSixtyFourBits(String text, long number) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.isUnsigned(in, 1, in.length - 1)).isTrue();
    assertThat(TextNumbers.unsigned(in, 1, in.length - 1)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "-",
        "-1",
        "1x",
        "x1",
        " 1",
        "1 ",
        "18446744073709551616",
        "+1",
        "00000000000000000000001"
      })
  void unsigned_refusesTheRest(String text) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.isUnsigned(in, 1, in.length - 1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "-, 0",
    "-1, -1",
    "-00012, -12",
    "2147483647, 2147483647",
    "-2147483648, -2147483648",
    "00000000001, 1"
  })
  void signed_readsBothSigns(String text, long number) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.signed(in, 1, in.length - 1)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "+", "+5", "--1", "-+1", "1.5", "2147483648", "-2147483649", "000000000001"})
  void signed_refusesTheRest(String text) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.signed(in, 1, in.length - 1)).isEqualTo(TextLine.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "4294967295, 4294967295", "00000000001, 1"})
  void unsigned32_readsThirtyTwoBits(String text, long number) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.unsigned32(in, 1, in.length - 1)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "4294967296", "000000000001", "1x"})
  void unsigned32_refusesTheRest(String text) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.unsigned32(in, 1, in.length - 1)).isEqualTo(TextLine.MALFORMED);
  }

  private static byte[] line(String text) {
    return text.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "5 0 3, 5",
    "+5 0 3, 5",
    "4294967296 0, 0",
    "18446744073709551615, 4294967295",
    "-18446744073709551615 0, 1",
    "-9223372036854775809, 4294967295",
    "'\\t1 0', 1",
    "'1\\t5 0', 1",
    "'1\\0 0', 1",
    "'\\t 5 3', 5"
  })
  void flags_areReadAsByStrtoul(String text, long number) {
    byte[] in = line(text);
    assertThat(TextNumbers.flags(in, 0, in.length)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "+", "-1 0", "x", "1x", "18446744073709551616", "-9223372036854775808"})
  void flags_refusesTheRest(String text) {
    byte[] in = line(text);
    assertThat(TextNumbers.flags(in, 0, in.length)).isEqualTo(TextLine.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "0 3, 0",
    "-1 3, -1",
    "+5 3, 5",
    "2147483648, -2147483648",
    "4294967396 3, 100",
    "9223372036854775807, -1",
    "-9223372036854775808, 0",
    "'\\r5 3', 5"
  })
  void exptime_isReadAsByStrtol(String text, long number) {
    byte[] in = line(text);
    assertThat(TextNumbers.exptime(in, 0, in.length)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "- 3", "x", "1.5", "9223372036854775808", "-9223372036854775809"})
  void exptime_refusesTheRest(String text) {
    byte[] in = line(text);
    assertThat(TextNumbers.exptime(in, 0, in.length)).isEqualTo(TextLine.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "0.8, 0.8",
    ".5, 0.5",
    "2., 2",
    "+1e-1, 0.1",
    "-1, -1",
    "infinity, Infinity",
    "-inf, -Infinity",
    "'.5\\t7', 0.5"
  })
  void decimal_isReadAsByStrtod(String text, double number) {
    byte[] in = line(text);
    assertThat(TextNumbers.decimal(in, 0, in.length)).isEqualTo(number);
  }

  @Test
  void decimal_mayBeNaN() {
    assertThat(TextNumbers.decimal(line("NaN"), 0, 3)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "x", "1e", "1e400", "1e-400", "0.500000000000000000000000000000000"})
  void decimal_refusesTheRest(String text) {
    byte[] in = line(text);
    assertThat(TextNumbers.decimal(in, 0, in.length)).isNull();
  }
}
