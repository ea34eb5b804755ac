package dev.memotor.engine.redis;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.Exptime;
import java.nio.charset.StandardCharsets;

/** Words and numbers as Redis sees them: bytes. */
final class Ascii {

  static final byte[] EMPTY = new byte[0];
  static final byte[] ZERO = bytes("0");
  static final byte[] ONE = bytes("1");

  private static final byte[] BINARY_KEY = bytes("base64");

  private Ascii() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Formats an unsigned 64-bit number. */
  static byte[] number(long number) {
    return number == 0 ? ZERO : Decimal.toBytes(number);
  }

  /** Parses an unsigned 64-bit number. */
  static long parse(byte[] digits) {
    return Decimal.parse(digits, 0, digits.length);
  }

  /** Formats an item's flags. */
  static byte[] flags(int flags) {
    return number(Integer.toUnsignedLong(flags));
  }

  /** Formats the marks of a new item. */
  static byte[] marks(boolean binaryKey) {
    return binaryKey ? BINARY_KEY : EMPTY;
  }

  /** Formats a time of expiry, limited to what an item can hold. */
  static byte[] exptime(long exptime) {
    return number(Math.min(exptime, Exptime.MAX));
  }

  /** Formats a time of expiry that an operation may lack. */
  static byte[] optionalExptime(long exptime) {
    return exptime == Exptime.NONE ? EMPTY : exptime(exptime);
  }

  static byte[] bool(boolean value) {
    return value ? ONE : ZERO;
  }
}
