package dev.memotor.server.protocol.text;

import dev.memotor.engine.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as memcached reads them from a command line. Most are digits only, of bounded length;
 * flags and exptime of the storage commands are read like C's {@code strtoul} and {@code strtol}.
 */
final class TextNumbers {

  /** Longer tokens are refused unread, leading zeros included. */
  private static final int MAX_LENGTH_32 = 11;

  private static final int MAX_LENGTH_64 = 22;
  private static final int MAX_LENGTH_DOUBLE = 31;
  private static final long MAX_UNSIGNED_32 = 0xFFFF_FFFFL;

  private static final Pattern C_DOUBLE =
      Pattern.compile(
          "\\s*([+-]?(?:inf(?:inity)?|nan|(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?))(?:\\s.*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private TextNumbers() {}

  static boolean isUnsigned(byte[] in, int from, int to) {
    return to - from <= MAX_LENGTH_64 && Decimal.isNumber(in, from, to);
  }

  /** Returns the number that {@link #isUnsigned} has checked. */
  static long unsigned(byte[] in, int from, int to) {
    return Decimal.parse(in, from, to);
  }

  /** Returns an unsigned number of 32 bits, or {@link TextLine#MALFORMED}. */
  static long unsigned32(byte[] in, int from, int to) {
    if (to - from > MAX_LENGTH_32 || !Decimal.isNumber(in, from, to)) {
      return TextLine.MALFORMED;
    }
    long number = Decimal.parse(in, from, to);
    return number > MAX_UNSIGNED_32 ? TextLine.MALFORMED : number;
  }

  /** Returns a signed number of 32 bits, or {@link TextLine#MALFORMED}. A lone minus sign is 0. */
  static long signed(byte[] in, int from, int to) {
    if (from == to || to - from > MAX_LENGTH_32) {
      return TextLine.MALFORMED;
    }
    boolean negative = in[from] == '-';
    if (negative && to - from == 1) {
      return 0;
    }
    int at = negative ? from + 1 : from;
    if (!Decimal.isNumber(in, at, to)) {
      return TextLine.MALFORMED;
    }
    long number = negative ? -Decimal.parse(in, at, to) : Decimal.parse(in, at, to);
    return number == (int) number ? number : TextLine.MALFORMED;
  }

  /**
   * Returns client flags, which memcached truncates to 32 bits.
   *
   * @param to end of the line: {@code strtoul} does not know where the token ends
   * @return flags, or {@link TextLine#MALFORMED}
   */
  static long flags(byte[] in, int from, int to) {
    int start = skipWhitespace(in, from, to);
    boolean negative = start < to && in[start] == '-';
    int digits = afterSign(in, start, to);
    int end = endOfDigits(in, digits, to);
    if (!isEndOfNumber(in, end, to) || !Decimal.isNumber(in, digits, end)) {
      return TextLine.MALFORMED;
    }
    long number = Decimal.parse(in, digits, end);
    if (!negative) {
      return number & MAX_UNSIGNED_32;
    }
    // A minus sign wraps around. memcached refuses only what is then above 2^63.
    return -number < 0 ? TextLine.MALFORMED : -number & MAX_UNSIGNED_32;
  }

  /**
   * Returns the exptime of a storage command, which memcached truncates to 32 bits.
   *
   * @param to end of the line
   * @return seconds, or {@link TextLine#MALFORMED}
   */
  static long exptime(byte[] in, int from, int to) {
    int start = skipWhitespace(in, from, to);
    boolean negative = start < to && in[start] == '-';
    int digits = afterSign(in, start, to);
    int end = endOfDigits(in, digits, to);
    if (!isEndOfNumber(in, end, to) || !Decimal.isNumber(in, digits, end)) {
      return TextLine.MALFORMED;
    }
    long number = Decimal.parse(in, digits, end);
    if (number < 0 && !(negative && number == Long.MIN_VALUE)) {
      return TextLine.MALFORMED;
    }
    return negative ? (int) -number : (int) number;
  }

  /** Returns a floating-point number as C's {@code strtod} reads it, or null. */
  static @Nullable Double decimal(byte[] in, int from, int to) {
    if (to - from > MAX_LENGTH_DOUBLE) {
      return null;
    }
    Matcher matcher =
        C_DOUBLE.matcher(new String(in, from, to - from, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      return null;
    }
    String text = matcher.group(1).toLowerCase(Locale.ROOT);
    if (text.contains("n")) {
      return text.contains("nan")
          ? Double.NaN
          : text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    double number = Double.parseDouble(text);
    boolean underflow = number == 0 && text.split("e", 2)[0].matches(".*[1-9].*");
    return Double.isInfinite(number) || underflow ? null : number;
  }

  private static int afterSign(byte[] in, int from, int to) {
    return from < to && (in[from] == '-' || in[from] == '+') ? from + 1 : from;
  }

  private static int endOfDigits(byte[] in, int from, int to) {
    int at = from;
    while (at < to && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
    return at;
  }

  private static int skipWhitespace(byte[] in, int from, int to) {
    int at = from;
    while (at < to && isWhitespace(in[at])) {
      at++;
    }
    return at;
  }

  private static boolean isEndOfNumber(byte[] in, int at, int to) {
    return at == to || in[at] == 0 || isWhitespace(in[at]);
  }

  private static boolean isWhitespace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
