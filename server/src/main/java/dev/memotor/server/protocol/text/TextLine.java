package dev.memotor.server.protocol.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens of one command line, as offsets into the input. Separated by spaces only: a tab, a NUL
 * or any byte of UTF-8 belongs to its token.
 *
 * <p>One for each decoder, used for one line after the other.
 */
final class TextLine {

  /** Values of a parsed number that is none. */
  static final long MALFORMED = Long.MIN_VALUE;

  private static final byte[] NOREPLY = {'n', 'o', 'r', 'e', 'p', 'l', 'y'};

  /** The longest line with a bounded number of tokens has a command and 20 of them. */
  private static final int CAPACITY = 32;

  private final int[] starts = new int[CAPACITY];
  private final int[] ends = new int[CAPACITY];
  private byte[] in;
  private int count;
  private boolean overflown;

  /** Reads the tokens of {@code bytes[from, to)}; those beyond the capacity are dropped. */
  void read(byte[] bytes, int from, int to) {
    in = bytes;
    count = 0;
    overflown = false;
    int at = from;
    while (true) {
      while (at < to && bytes[at] == ' ') {
        at++;
      }
      if (at == to) {
        return;
      }
      if (count == CAPACITY) {
        overflown = true;
        return;
      }
      starts[count] = at;
      while (at < to && bytes[at] != ' ') {
        at++;
      }
      ends[count++] = at;
    }
  }

  byte[] in() {
    return in;
  }

  /** How many tokens, the command included. */
  int count() {
    return count;
  }

  /** Whether there were more tokens than are kept. */
  boolean isOverflown() {
    return overflown;
  }

  int start(int token) {
    return starts[token];
  }

  int end(int token) {
    return ends[token];
  }

  int length(int token) {
    return ends[token] - starts[token];
  }

  byte first(int token) {
    return in[starts[token]];
  }

  byte[] copy(int token) {
    return Arrays.copyOfRange(in, starts[token], ends[token]);
  }

  /** The token as text, one character a byte. */
  String text(int token) {
    return new String(in, starts[token], length(token), StandardCharsets.ISO_8859_1);
  }

  boolean is(int token, byte[] word) {
    return token < count && Arrays.equals(in, starts[token], ends[token], word, 0, word.length);
  }

  /** Whether the last token is {@code noreply}; the command itself does not count. */
  boolean endsWithNoreply() {
    return count > 1 && is(count - 1, NOREPLY);
  }

  /** An unsigned 64-bit number: digits only. Tells by {@link #isUnsigned} whether it is one. */
  long unsigned(int token) {
    return TextNumbers.unsigned(in, starts[token], ends[token]);
  }

  boolean isUnsigned(int token) {
    return TextNumbers.isUnsigned(in, starts[token], ends[token]);
  }

  /** A signed number of at most 18 digits, or {@link #MALFORMED}. */
  long signed(int token) {
    return TextNumbers.signed(in, starts[token], ends[token]);
  }
}
