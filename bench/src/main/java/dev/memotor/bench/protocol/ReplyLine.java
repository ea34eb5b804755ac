package dev.memotor.bench.protocol;

import java.nio.ByteBuffer;

/** Reading a line where it lies in a buffer, without making objects of its words. */
final class ReplyLine {

  private ReplyLine() {}

  /** The index after the line feed, or -1. */
  static int end(ByteBuffer in, int from, int to) {
    for (int i = from; i < to; i++) {
      if (in.get(i) == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** Whether the bytes from {@code from} to {@code to} are exactly these. */
  static boolean is(ByteBuffer in, int from, int to, byte[] expected) {
    return to - from == expected.length && startsWith(in, from, to, expected);
  }

  static boolean startsWith(ByteBuffer in, int from, int to, byte[] expected) {
    if (to - from < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (in.get(from + i) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** The end of the word that begins at {@code from}. */
  static int wordEnd(ByteBuffer in, int from, int to) {
    int i = from;
    while (i < to && in.get(i) != ' ' && in.get(i) != '\r') {
      i++;
    }
    return i;
  }

  /** A decimal number of at most nine digits, or -1. */
  static int number(ByteBuffer in, int from, int to) {
    if (to <= from || to - from > 9) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = in.get(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  static boolean isDigits(ByteBuffer in, int from, int to) {
    for (int i = from; i < to; i++) {
      if (in.get(i) < '0' || in.get(i) > '9') {
        return false;
      }
    }
    return to > from;
  }

  /** Whether the line ends as all three line protocols demand. */
  static boolean endsWell(ByteBuffer in, int from, int to) {
    return to - from >= 2 && in.get(to - 2) == '\r';
  }

  static boolean isRefusal(ByteBuffer in, int from, int to) {
    return is(in, from, to, ERROR)
        || startsWith(in, from, to, CLIENT_ERROR)
        || startsWith(in, from, to, SERVER_ERROR);
  }

  private static final byte[] ERROR = RequestTemplate.ascii("ERROR\r\n");
  private static final byte[] CLIENT_ERROR = RequestTemplate.ascii("CLIENT_ERROR");
  private static final byte[] SERVER_ERROR = RequestTemplate.ascii("SERVER_ERROR");
}
