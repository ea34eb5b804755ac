package dev.memotor.server.protocol.text;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one command line, as offsets into the input. Only spaces separate them: a tab, a
 * NUL or any byte of UTF-8 belongs to a token. Reused by its decoder for each line.
 */
final class TextLine {

  /** Returned for a token that is not a number. */
  static final long MALFORMED = Long.MIN_VALUE;

  /** memcached looks at this many tokens, and takes the last of them for the last of the line. */
  static final int CAPACITY = 23;

  private static final byte[] NOTHING = {};
  private static final byte[] NOREPLY = ascii("noreply");

  private final int[] starts = new int[CAPACITY];
  private final int[] ends = new int[CAPACITY];
  private byte[] in = NOTHING;
  private int lineStart;
  private int lineEnd;
  private int count;
  private boolean overflown;

  static byte[] ascii(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  static int skipSpaces(byte[] in, int from, int to) {
    int at = from;
    while (at < to && in[at] == ' ') {
      at++;
    }
    return at;
  }

  static int endOfToken(byte[] in, int from, int to) {
    int at = from;
    while (at < to && in[at] != ' ') {
      at++;
    }
    return at;
  }

  /** Reads the tokens of {@code bytes[from, to)}; those beyond the capacity are dropped. */
  void read(byte[] bytes, int from, int to) {
    in = bytes;
    lineStart = from;
    lineEnd = to;
    overflown = false;
    int tokens = 0;
    int at = skipSpaces(bytes, from, to);
    while (at < to) {
      if (tokens == CAPACITY) {
        overflown = true;
        break;
      }
      starts[tokens] = at;
      at = endOfToken(bytes, at, to);
      ends[tokens++] = at;
      at = skipSpaces(bytes, at, to);
    }
    count = tokens;
  }

  void clear() {
    in = NOTHING;
    count = 0;
  }

  byte[] in() {
    return in;
  }

  /** Returns the end offset of the line, without its line end. */
  int lineEnd() {
    return lineEnd;
  }

  /** Returns the number of tokens, including the command. */
  int count() {
    return count;
  }

  /** Returns whether the line has more tokens than are kept. */
  boolean isOverflown() {
    return overflown;
  }

  /** Returns whether the first token is at the start of the line. */
  boolean beginsWithToken() {
    return count > 0 && starts[0] == lineStart;
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

  /** Returns a token as text, one character per byte. */
  String text(int token) {
    return new String(in, starts[token], length(token), StandardCharsets.ISO_8859_1);
  }

  boolean is(int token, byte[] word) {
    if (token >= count || length(token) != word.length) {
      return false;
    }
    // Words are short: a loop is faster than Arrays.equals.
    int start = starts[token];
    for (int i = 0; i < word.length; i++) {
      if (in[start + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether no token from {@code from} to the end of the line is longer than this. */
  boolean areTokensWithin(int from, int maxLength) {
    for (int token = from; token < count; token++) {
      if (length(token) > maxLength) {
        return false;
      }
    }
    int at = overflown ? skipSpaces(in, ends[count - 1], lineEnd) : lineEnd;
    while (at < lineEnd) {
      int end = endOfToken(in, at, lineEnd);
      if (end - at > maxLength) {
        return false;
      }
      at = skipSpaces(in, end, lineEnd);
    }
    return true;
  }

  /** Returns whether a token is a prefix of a word: memcached accepts abbreviations. */
  boolean abbreviates(int token, String word) {
    return token < count && word.startsWith(text(token));
  }

  boolean endsWithNoreply() {
    return count > 0 && is(count - 1, NOREPLY);
  }

  /** Returns an unsigned 64-bit number, if {@link #isUnsigned} is true. */
  long unsigned(int token) {
    return TextNumbers.unsigned(in, starts[token], ends[token]);
  }

  boolean isUnsigned(int token) {
    return TextNumbers.isUnsigned(in, starts[token], ends[token]);
  }

  /** Returns an unsigned 32-bit number, or {@link #MALFORMED}, also if there is no such token. */
  long unsigned32(int token) {
    return token < count ? TextNumbers.unsigned32(in, starts[token], ends[token]) : MALFORMED;
  }

  /** Returns a signed 32-bit number, or {@link #MALFORMED}, also if there is no such token. */
  long signed(int token) {
    return token < count ? TextNumbers.signed(in, starts[token], ends[token]) : MALFORMED;
  }

  /** Returns the client flags of a storage command, or {@link #MALFORMED}. */
  long flags(int token) {
    return TextNumbers.flags(in, starts[token], lineEnd);
  }

  /** Returns the exptime of a storage command, or {@link #MALFORMED}. */
  long exptime(int token) {
    return TextNumbers.exptime(in, starts[token], lineEnd);
  }

  /** Returns a floating-point number, or null, also if there is no such token. */
  @Nullable Double decimal(int token) {
    return token < count ? TextNumbers.decimal(in, starts[token], ends[token]) : null;
  }
}
