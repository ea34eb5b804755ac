package dev.memotor.server.protocol.text;

import dev.memotor.engine.Decimal;

/** Numbers as memcached reads them from a command line. */
final class TextNumbers {

  private static final int SAFE_DIGITS = 18;
  private static final int STRICT_32_MAX = 11;
  private static final int STRICT_64_MAX = 22;

  private TextNumbers() {}

  static boolean isUnsigned(byte[] in, int from, int to) {
    return Decimal.isNumber(in, skipPlus(in, from, to), to);
  }

  static long unsigned(byte[] in, int from, int to) {
    return Decimal.parse(in, skipPlus(in, from, to), to);
  }

  /** A signed number, or {@link TextLine#MALFORMED}; what no exptime can be counts as such. */
  static long signed(byte[] in, int from, int to) {
    boolean negative = from < to && in[from] == '-';
    int at = negative ? from + 1 : skipPlus(in, from, to);
    int firstDigit = at;
    while (firstDigit < to - 1 && in[firstDigit] == '0') {
      firstDigit++;
    }
    if (to - firstDigit > SAFE_DIGITS || !Decimal.isNumber(in, at, to)) {
      return TextLine.MALFORMED;
    }
    long number = Decimal.parse(in, at, to);
    return negative ? -number : number;
  }

  /** memcached reads numbers with strtol, which takes a plus sign. */
  private static int skipPlus(byte[] in, int from, int to) {
    return to - from > 1 && in[from] == '+' ? from + 1 : from;
  }

  /** Whether it is an unsigned number of 64 bits as 1.6.45 reads it: without a plus sign. */
  static boolean isStrictUnsigned(byte[] in, int from, int to) {
    return to - from <= STRICT_64_MAX && Decimal.isNumber(in, from, to);
  }

  /** An unsigned number of 32 bits, or {@link TextLine#MALFORMED}. */
  static long strictUnsigned32(byte[] in, int from, int to) {
    if (to - from > STRICT_32_MAX || !Decimal.isNumber(in, from, to)) {
      return TextLine.MALFORMED;
    }
    long number = Decimal.parse(in, from, to);
    return number <= 0xFFFF_FFFFL ? number : TextLine.MALFORMED;
  }

  /**
   * A signed number of 32 bits, or {@link TextLine#MALFORMED}. A minus without digits counts as 0,
   * as it does in memcached.
   */
  static long strictSigned32(byte[] in, int from, int to) {
    boolean negative = from < to && in[from] == '-';
    int digits = negative ? from + 1 : from;
    if (to - from > STRICT_32_MAX) {
      return TextLine.MALFORMED;
    }
    if (negative && digits == to) {
      return 0;
    }
    if (!Decimal.isNumber(in, digits, to)) {
      return TextLine.MALFORMED;
    }
    long number = negative ? -Decimal.parse(in, digits, to) : Decimal.parse(in, digits, to);
    return number == (int) number ? number : TextLine.MALFORMED;
  }
}
