package dev.memotor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalTest {

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void assertRoundTrip(long number) {
    String text = Long.toUnsignedString(number);
    assertThat(new String(Decimal.toBytes(number), StandardCharsets.US_ASCII)).isEqualTo(text);
    assertThat(Decimal.length(number)).isEqualTo(text.length());
    byte[] framed = ascii("x" + text + "y");
    assertThat(Decimal.isNumber(framed, 1, framed.length - 1)).isTrue();
    assertThat(Decimal.parse(framed, 1, framed.length - 1)).isEqualTo(number);
  }

  @Test
  void toBytes_andBack_atEveryPowerOfTenAndTwo() {
    long ten = 1;
    for (int digits = 1; digits <= 20; digits++) {
      assertRoundTrip(ten - 1);
      assertRoundTrip(ten);
      assertRoundTrip(ten + 1);
      ten *= 10;
    }
    for (int bit = 0; bit < 64; bit++) {
      assertRoundTrip(1L << bit);
      assertRoundTrip((1L << bit) - 1);
      assertRoundTrip(-1L >>> bit);
    }
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      assertRoundTrip(random.nextLong() >>> random.nextInt(64));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1 ",
        "1.0",
        "/",
        ":",
        "18446744073709551616",
        "99999999999999999999",
        "100000000000000000000",
        "1844674407370955161x"
      })
  void isNumber_rejects(String text) {
    assertThat(Decimal.isNumber(ascii(text), 0, text.length())).isFalse();
  }

  @Test
  void isNumber_takesAnyCountOfLeadingZeros() {
    String text = "0".repeat(50) + "18446744073709551615";
    assertThat(Decimal.isNumber(ascii(text), 0, text.length())).isTrue();
    assertThat(Decimal.parse(ascii(text), 0, text.length())).isEqualTo(-1);
  }

  @Test
  void write_staysInItsPlace() {
    byte[] target = ascii("......");
    Decimal.write(123, target, 2, 3);
    assertThat(target).isEqualTo(ascii("..123."));
  }
}
