package dev.memotor.server.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
    "+7, 7",
    "007, 7",
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
      strings = {"", "+", "-", "-1", "1x", "x1", " 1", "1 ", "18446744073709551616", "++1"})
  void unsigned_refusesTheRest(String text) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.isUnsigned(in, 1, in.length - 1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "-1, -1",
    "+5, 5",
    "-00012, -12",
    "999999999999999999, 999999999999999999"
  })
  void signed_readsBothSigns(String text, long number) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.signed(in, 1, in.length - 1)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "+", "--1", "-+1", "1.5", "1000000000000000000", "abc"})
  void signed_refusesTheRest(String text) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.signed(in, 1, in.length - 1)).isEqualTo(TextLine.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-, 0",
    "-0, 0",
    "00000000007, 7",
    "2147483647, 2147483647",
    "-2147483648, -2147483648"
  })
  void strictSigned32_readsWhatTheNewestMemcachedReads(String text, long number) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.strictSigned32(in, 1, in.length - 1)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+1", "2147483648", "-2147483649", "000000000007", "1x", "--1"})
  void strictSigned32_refusesTheRest(String text) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.strictSigned32(in, 1, in.length - 1)).isEqualTo(TextLine.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "4294967295, 4294967295", "00000000001, 1"})
  void strictUnsigned32_reads(String text, long number) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.strictUnsigned32(in, 1, in.length - 1)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "-1", "+1", "4294967296", "000000000001"})
  void strictUnsigned32_refusesTheRest(String text) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.strictUnsigned32(in, 1, in.length - 1)).isEqualTo(TextLine.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "18446744073709551615, true",
    "0018446744073709551615, true",
    "00018446744073709551615, false",
    "18446744073709551616, false",
    "+1, false",
    "-, false",
  })
  void strictUnsigned_isDigitsAlone(String text, boolean number) {
    byte[] in = bytes(text);
    assertThat(TextNumbers.isStrictUnsigned(in, 1, in.length - 1)).isEqualTo(number);
  }
}
