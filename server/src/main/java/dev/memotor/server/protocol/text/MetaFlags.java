package dev.memotor.server.protocol.text;

import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.ExptimeRule;
import java.util.Arrays;
import java.util.Base64;

/**
 * The flags of one meta command: a letter each, with an argument right behind it. All are read and
 * checked, also those that mean nothing to the command at hand.
 */
final class MetaFlags {

  /** Room in memcached for command, key and flags; more are refused. */
  private static final int MAX_TOKENS = 19;

  private static final int MAX_OPAQUE = 31;
  private static final String KNOWN = "bCcDEFfhIJkLlMNOPqRsTtuvx";

  private final Session session;

  private long seen;
  private int firstFlag;
  private TextLine line;
  private long now;

  private long casExpected;
  private long casGiven;
  private long delta;
  private long initial;
  private int clientFlags;
  private long exptime;
  private long vivifyExptime;
  private long recacheBefore;
  private int touchToken;
  private int vivifyToken;
  private int recacheToken;
  private int modeToken;

  MetaFlags(Session session) {
    this.session = session;
  }

  /** Bytes of a key that the client does not see. */
  int prefixLength() {
    return session.prefixLength();
  }

  /**
   * Reads the flags of a line from a token on.
   *
   * @param now UNIX seconds, against which relative times count
   * @return null, or the error line
   */
  byte[] read(TextLine newLine, int first, long newNow) {
    line = newLine;
    firstFlag = first;
    now = newNow;
    seen = 0;
    casExpected = 0;
    casGiven = 0;
    delta = 1;
    initial = 0;
    clientFlags = 0;
    exptime = Exptime.NEVER;
    vivifyExptime = Exptime.NONE;
    recacheBefore = Exptime.NONE;
    touchToken = -1;
    vivifyToken = -1;
    recacheToken = -1;
    modeToken = -1;
    if (line.isOverflown() || line.count() > MAX_TOKENS) {
      return Lines.TOO_MANY_FLAGS;
    }
    // memcached looks for unknown and repeated letters before it reads any argument.
    for (int token = first; token < line.count(); token++) {
      int letter = line.first(token);
      if (!isAlphanumeric(letter)) {
        return Lines.BAD_FORMAT;
      }
      if (KNOWN.indexOf(letter) < 0) {
        return Lines.INVALID_FLAG;
      }
      if (has((char) letter)) {
        return Lines.DUPLICATE_FLAG;
      }
      seen |= bit(letter);
      byte[] error = argument(letter, token);
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  private byte[] argument(int letter, int token) {
    int from = line.start(token) + 1;
    int to = line.end(token);
    byte[] in = line.in();
    switch (letter) {
      case 'O' -> {
        return to - from > MAX_OPAQUE ? Lines.OPAQUE_TOO_LONG : null;
      }
      case 'C' -> {
        if (!TextNumbers.isUnsigned(in, from, to)) {
          return Lines.BAD_TOKEN;
        }
        casExpected = TextNumbers.unsigned(in, from, to);
      }
      case 'E' -> {
        if (!TextNumbers.isUnsigned(in, from, to)) {
          return Lines.BAD_TOKEN;
        }
        casGiven = TextNumbers.unsigned(in, from, to);
      }
      case 'D' -> {
        if (!TextNumbers.isUnsigned(in, from, to)) {
          return Lines.BAD_META_DELTA;
        }
        delta = TextNumbers.unsigned(in, from, to);
      }
      case 'J' -> {
        if (!TextNumbers.isUnsigned(in, from, to)) {
          return Lines.BAD_META_INITIAL;
        }
        initial = TextNumbers.unsigned(in, from, to);
      }
      case 'F' -> {
        long number =
            TextNumbers.isUnsigned(in, from, to) ? TextNumbers.unsigned(in, from, to) : -1;
        if (number < 0 || number > 0xFFFF_FFFFL) {
          return Lines.BAD_FORMAT;
        }
        clientFlags = (int) number;
      }
      case 'T', 'N', 'R' -> {
        long number = TextNumbers.signed(in, from, to);
        if (number != (int) number) {
          return Lines.BAD_TOKEN;
        }
        moment(letter, token, ExptimeRule.toAbsolute(number, now));
      }
      case 'M' -> modeToken = token;
      default -> {}
    }
    return null;
  }

  private void moment(int letter, int token, long at) {
    if (letter == 'T') {
      exptime = at;
      touchToken = token;
    } else if (letter == 'N') {
      vivifyExptime = at;
      vivifyToken = token;
    } else {
      recacheBefore = at;
      recacheToken = token;
    }
  }

  private static boolean isAlphanumeric(int letter) {
    return (letter >= '0' && letter <= '9')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= 'a' && letter <= 'z');
  }

  private static long bit(int letter) {
    return 1L << (letter - 'A');
  }

  boolean has(char letter) {
    return letter >= 'A' && (seen & bit(letter)) != 0;
  }

  /** Whether there is no flag that makes a get more than a plain one. */
  boolean isPlainGet() {
    return (seen & (bit('T') | bit('N') | bit('R') | bit('u') | bit('E'))) == 0;
  }

  /**
   * The key named by a token, from base64 if flag b says so.
   *
   * @return null if it is no base64 of a key
   */
  Key key(int token) {
    if (!has('b')) {
      return session.key(line.in(), line.start(token), line.end(token));
    }
    byte[] encoded = line.copy(token);
    // The decoder of the JDK would let missing padding pass.
    if (encoded.length % 4 != 0) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(encoded);
      boolean legal = decoded.length > 0 && decoded.length <= session.maxKeyLength();
      return legal ? session.key(decoded, 0, decoded.length) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The condition of flag C, or null. */
  CasCondition condition() {
    return has('C') ? new CasCondition(casExpected, has('I')) : null;
  }

  /** The same where memcached takes 0 for no condition. */
  CasCondition conditionUnlessZero() {
    return casExpected == 0 ? null : new CasCondition(casExpected);
  }

  long casExpected() {
    return casExpected;
  }

  /** The CAS number of flag E, or 0. */
  long casGiven() {
    return casGiven;
  }

  long delta() {
    return delta;
  }

  long initial() {
    return initial;
  }

  int clientFlags() {
    return clientFlags;
  }

  /** The moment of flag T, or never. */
  long exptime() {
    return exptime;
  }

  /** The moment of flag T, or {@link Exptime#NONE}. */
  long newExptime() {
    return has('T') ? exptime : Exptime.NONE;
  }

  /** The moment of flag N, or {@link Exptime#NONE}. */
  long vivifyExptime() {
    return vivifyExptime;
  }

  /** The same where a later T has the last word, since flags take effect from left to right. */
  long vivifyExptimeAfterTouch() {
    return vivifyExptime != Exptime.NONE && touchToken > vivifyToken ? exptime : vivifyExptime;
  }

  long recacheBefore() {
    return recacheBefore;
  }

  boolean recacheSeesTouch() {
    return touchToken >= 0 && touchToken < recacheToken;
  }

  /** The first character of flag M's argument, 0 if that is empty, or {@code other} without M. */
  char mode(char other) {
    if (modeToken < 0) {
      return other;
    }
    return line.length(modeToken) < 2 ? 0 : (char) line.in()[line.start(modeToken) + 1];
  }

  /** The flags as they were sent, for the reply; null if there are none. */
  byte[] copy() {
    int last = line.count() - 1;
    return last < firstFlag
        ? null
        : Arrays.copyOfRange(line.in(), line.start(firstFlag), line.end(last));
  }
}
