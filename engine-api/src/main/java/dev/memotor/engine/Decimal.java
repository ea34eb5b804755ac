package dev.memotor.engine;

/** Numbers of unsigned 64 bits as ASCII digits, without a String in between. */
public final class Decimal {

  private static final long MAX_TENTH = Long.divideUnsigned(-1L, 10);
  private static final int MAX_LAST = (int) Long.remainderUnsigned(-1L, 10);

  private Decimal() {}

  /**
   * Whether {@code bytes[from, to)} is a number of unsigned 64 bits: at least one digit, and
   * nothing else.
   */
  public static boolean isNumber(byte[] bytes, int from, int to) {
    if (from >= to) {
      return false;
    }
    if (to - from < 19) {
      for (int i = from; i < to; i++) {
        if (bytes[i] < '0' || bytes[i] > '9') {
          return false;
        }
      }
      return true;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      int order = Long.compareUnsigned(number, MAX_TENTH);
      if (order > 0 || (order == 0 && digit > MAX_LAST)) {
        return false;
      }
      number = number * 10 + digit;
    }
    return true;
  }

  /** The number that {@link #isNumber} found there; unsigned. */
  public static long parse(byte[] bytes, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (bytes[i] - '0');
    }
    return number;
  }

  /** How many digits an unsigned number has. */
  public static int length(long number) {
    if (number < 0) {
      return Long.compareUnsigned(number, 0x8AC7230489E80000L) >= 0 ? 20 : 19;
    }
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** The digits of an unsigned number, without leading zeros. */
  public static byte[] toBytes(long number) {
    byte[] bytes = new byte[length(number)];
    write(number, bytes, 0, bytes.length);
    return bytes;
  }

  /** Writes the {@code length} digits of an unsigned number, as returned by {@link #length}. */
  public static void write(long number, byte[] target, int at, int length) {
    long rest = number;
    int i = at + length - 1;
    if (rest < 0) {
      long quotient = Long.divideUnsigned(rest, 10);
      target[i--] = (byte) ('0' + (rest - quotient * 10));
      rest = quotient;
    }
    for (; i >= at; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
