package dev.memotor.server.protocol.text;

import dev.memotor.engine.Decimal;

/** Numbers as memcached reads them from a command line. */
final class TextNumbers {

  private static final int SAFE_DIGITS = 18;

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
}
