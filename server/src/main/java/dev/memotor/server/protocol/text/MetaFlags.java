package dev.memotor.server.protocol.text;

import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Decimal;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.ExptimeRule;
import java.util.Arrays;

/**
 * The flags of one meta command: a letter each, with an argument right behind it. All are read and
 * checked, also those that mean nothing to the command at hand.
 */
final class MetaFlags {

  /** Command, key, length and flags; more are refused. */
  private static final int MAX_TOKENS = 20;

  /** How many tokens memcached splits a line into; what follows it does not look at. */
  private static final int TOKENS_SEEN = 23;

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
  private int opaqueLength;
  private byte[] decodedKey;

  MetaFlags(Session session) {
    this.session = session;
  }

  /** Bytes of a key that the client does not see. */
  int prefixLength() {
    return session.prefixLength();
  }

  /**
   * Whether every flag begins with what memcached takes for a letter. It is the first thing to be
   * looked at, before the key.
   */
  static boolean startWithLetters(TextLine line, int first) {
    int end = Math.min(line.count(), TOKENS_SEEN);
    for (int token = first; token < end; token++) {
      int letter = line.first(token);
      boolean good = letter >= 'A' && letter <= 'z' || letter >= '0' && letter <= '9';
      if (!good) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads the key and the flags of a line.
   *
   * @param key its token
   * @param first the token of the first flag
   * @param newNow UNIX seconds, against which relative times count
   * @return null, or the error line
   */
  byte[] read(TextLine newLine, int key, int first, long newNow) {
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
    opaqueLength = 0;
    decodedKey = null;
    if (line.length(key) > session.maxKeyLength()) {
      return Lines.BAD_FORMAT;
    }
    if (line.isOverflown() || line.count() > MAX_TOKENS) {
      return Lines.TOO_MANY_FLAGS;
    }
    byte[] error = null;
    for (int token = first; token < line.count(); token++) {
      int letter = line.first(token);
      // Ends the reading, while a wrong argument is told only if nothing worse follows.
      if (KNOWN.indexOf(letter) < 0) {
        return Lines.INVALID_FLAG;
      }
      if (has((char) letter)) {
        return Lines.DUPLICATE_FLAG;
      }
      seen |= bit(letter);
      if (letter == 'b') {
        decodedKey = Base64Key.decode(line.in(), line.start(key), line.end(key));
        error = decodedKey == null ? Lines.BAD_BASE64_KEY : error;
      } else if (!argument(letter, token)) {
        error = problem(letter, error);
      }
    }
    return error;
  }

  /** Of several wrong arguments the last is told, but client flags have no text of their own. */
  private static byte[] problem(int letter, byte[] before) {
    return switch (letter) {
      case 'D' -> Lines.BAD_META_DELTA;
      case 'J' -> Lines.BAD_META_INITIAL;
      case 'F' -> before == null ? Lines.BAD_FORMAT : before;
      default -> Lines.BAD_TOKEN;
    };
  }

  /** Reads what stands behind a letter; answers whether it is what should stand there. */
  private boolean argument(int letter, int token) {
    int from = line.start(token) + 1;
    int to = line.end(token);
    byte[] in = line.in();
    switch (letter) {
      case 'C', 'D', 'E', 'J' -> {
        if (!TextNumbers.isUnsigned(in, from, to)) {
          return false;
        }
        number(letter, Decimal.parse(in, from, to));
      }
      case 'F' -> {
        long number = TextNumbers.unsigned32(in, from, to);
        clientFlags = (int) number;
        return number != TextLine.MALFORMED;
      }
      case 'N', 'R', 'T' -> {
        long number = TextNumbers.signed(in, from, to);
        if (from == to || number == TextLine.MALFORMED) {
          return false;
        }
        moment(letter, token, ExptimeRule.toAbsolute(number, now));
      }
      case 'M' -> modeToken = token;
      case 'O' -> opaqueLength = to - from;
      default -> {}
    }
    return true;
  }

  private void number(int letter, long number) {
    switch (letter) {
      case 'C' -> casExpected = number;
      case 'D' -> delta = number;
      case 'E' -> casGiven = number;
      default -> initial = number;
    }
  }

  /** Whether what the client wants to have echoed is longer than memcached allows. */
  boolean isOpaqueTooLong() {
    return opaqueLength > MAX_OPAQUE;
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

  /** The key named by a token, from base64 if flag b says so. */
  Key key(int token) {
    return decodedKey == null
        ? session.key(line.in(), line.start(token), line.end(token))
        : session.key(decodedKey, 0, decodedKey.length);
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
