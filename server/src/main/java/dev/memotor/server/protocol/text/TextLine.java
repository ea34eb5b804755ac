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

  /** Returned for a token that is not a number. */
  static final long MALFORMED = Long.MIN_VALUE;

  /** memcached looks at as many tokens, and takes the last of these for the last of the line. */
  private static final int CAPACITY = 23;

  private final int[] starts = new int[CAPACITY];
  private final int[] ends = new int[CAPACITY];
  private byte[] in;
  private int lineEnd;
  private int count;
  private boolean overflown;

  /** Reads the tokens of {@code bytes[from, to)}; those beyond the capacity are dropped. */
  void read(byte[] bytes, int from, int to) {
    in = bytes;
    lineEnd = to;
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

  boolean startsWith(int token, byte[] beginning) {
    return Words.startsWith(beginning, in, starts[token], ends[token]);
  }

  /** Whether a token is a word or its beginning: memcached takes the first word that fits. */
  boolean abbreviates(int token, String word) {
    return token < count && word.startsWith(text(token));
  }

  /** Whether the last token is {@code noreply}. */
  boolean endsWithNoreply() {
    return count > 0 && is(count - 1, Words.NOREPLY);
  }

  /** An unsigned 64-bit number, if {@link #isUnsigned} says that it is one. */
  long unsigned(int token) {
    return TextNumbers.unsigned(in, starts[token], ends[token]);
  }

  boolean isUnsigned(int token) {
    return TextNumbers.isUnsigned(in, starts[token], ends[token]);
  }

  /** An unsigned 32-bit number, or {@link #MALFORMED}, also where there is no such token. */
  long unsigned32(int token) {
    return token < count ? TextNumbers.unsigned32(in, starts[token], ends[token]) : MALFORMED;
  }

  /** A signed 32-bit number, or {@link #MALFORMED}, also where there is no such token. */
  long signed(int token) {
    return token < count ? TextNumbers.signed(in, starts[token], ends[token]) : MALFORMED;
  }

  /** The client flags of a storage command, or {@link #MALFORMED}. */
  long flags(int token) {
    return TextNumbers.flags(in, starts[token], lineEnd);
  }

  /** The exptime of a storage command, or {@link #MALFORMED}. */
  long exptime(int token) {
    return TextNumbers.exptime(in, starts[token], lineEnd);
  }

  /** A floating-point number, or null, also where there is no such token. */
  Double decimal(int token) {
    return token < count ? TextNumbers.decimal(in, starts[token], ends[token]) : null;
  }
}
