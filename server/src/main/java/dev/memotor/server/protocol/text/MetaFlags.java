package dev.memotor.server.protocol.text;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Decimal;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.WriteOptions;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.ExptimeRule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The key and the flags of one meta command; immutable. A flag is a letter followed directly by its
 * argument. All flags are checked, even those that the command ignores.
 */
final class MetaFlags {

  static final int KEY = 1;

  /** Command, key, length and flags; more are refused. */
  private static final int MAX_TOKENS = 20;

  private static final int MAX_OPAQUE = 31;
  private static final String KNOWN = "bCcDEFfhIJkLlMNOPqRsTtuvx";

  /** Flags that a reply shows, or that change what it shows. */
  private static final String SHOWN = "kOcfhlstTN";

  private static final int LETTER_BITS = 6;
  private static final byte[] NO_OPAQUE = {};

  private final int prefixLength;
  private final byte @Nullable [] error;
  private @Nullable Key key;

  // Unsigned ints, since instances should be small: they live as long as their requests.
  private final int now;
  private int exptime;
  private int vivifyExptime;
  private int recacheBefore;

  /** The flags as a set of bits. */
  private long seen;

  /** Flags of {@link #SHOWN} in the order in which they were sent, the first in the lowest bits. */
  private long shown;

  private byte[] opaque = NO_OPAQUE;
  private char mode;
  private int clientFlags;
  private long casExpected;
  private long casGiven;
  private long delta = 1;
  private long initial;
  private boolean touchAfterVivify;
  private boolean recacheAfterTouch;

  private MetaFlags(TextLine line, int first, Session session, long now) {
    this.now = (int) now;
    this.prefixLength = session.prefixLength();
    if (line.length(KEY) > session.maxKeyLength()) {
      this.error = ReplyLines.BAD_FORMAT;
    } else if (line.isOverflown() || line.count() > MAX_TOKENS) {
      this.error = ReplyLines.TOO_MANY_FLAGS;
    } else {
      this.error = read(line, first, session);
    }
    if (error == null && key == null) {
      key = session.key(line.in(), line.start(KEY), line.end(KEY));
    }
  }

  /**
   * Reads the key and the flags of a line.
   *
   * @param first the token of the first flag
   * @param now UNIX seconds, against which relative times count
   */
  static MetaFlags parse(TextLine line, int first, Session session, long now) {
    return new MetaFlags(line, first, session, now);
  }

  /**
   * Returns whether there is a key and every flag begins with a character that memcached accepts.
   * memcached checks this first.
   */
  static boolean areWellFormed(TextLine line, int first) {
    for (int token = first; token < line.count(); token++) {
      int letter = line.first(token);
      boolean good = letter >= 'A' && letter <= 'z' || letter >= '0' && letter <= '9';
      if (!good) {
        return false;
      }
    }
    return line.count() > KEY;
  }

  /** Reads the flags; returns null, or the error line. */
  private byte @Nullable [] read(TextLine line, int first, Session session) {
    byte @Nullable [] wrong = null;
    int count = 0;
    for (int token = first; token < line.count(); token++) {
      byte letter = line.first(token);
      // Ends parsing at once; a bad argument is reported only if no such error follows.
      if (KNOWN.indexOf(letter) < 0) {
        return ReplyLines.INVALID_FLAG;
      }
      if ((seen & bit(letter)) != 0) {
        return ReplyLines.DUPLICATE_FLAG;
      }
      seen |= bit(letter);
      if (SHOWN.indexOf(letter) >= 0) {
        shown |= (long) (letter - 'A' + 1) << LETTER_BITS * count++;
      }
      if (letter == 'b' ? !readBase64Key(line, session) : !readArgument(line, letter, token)) {
        wrong = problem(letter, wrong);
      }
    }
    return wrong;
  }

  /**
   * Reports the last of several bad arguments; bad client flags do not replace an earlier error.
   */
  private static byte[] problem(byte letter, byte @Nullable [] before) {
    return switch (letter) {
      case 'D' -> ReplyLines.BAD_META_DELTA;
      case 'J' -> ReplyLines.BAD_META_INITIAL;
      case 'F' -> before == null ? ReplyLines.BAD_FORMAT : before;
      case 'b' -> ReplyLines.BAD_BASE64_KEY;
      default -> ReplyLines.BAD_TOKEN;
    };
  }

  private boolean readBase64Key(TextLine line, Session session) {
    byte[] decoded = Base64Key.decode(line.in(), line.start(KEY), line.end(KEY));
    if (decoded == null) {
      return false;
    }
    key = session.key(decoded, 0, decoded.length);
    return true;
  }

  /** Reads the argument of a flag; returns whether it is valid. */
  private boolean readArgument(TextLine line, byte letter, int token) {
    byte[] in = line.in();
    int from = line.start(token) + 1;
    int to = line.end(token);
    switch (letter) {
      case 'C', 'D', 'E', 'J' -> {
        if (!TextNumbers.isUnsigned(in, from, to)) {
          return false;
        }
        setNumber(letter, Decimal.parse(in, from, to));
      }
      case 'F' -> {
        long number = TextNumbers.unsigned32(in, from, to);
        clientFlags = (int) number;
        return number != TextLine.MALFORMED;
      }
      case 'N', 'R', 'T' -> {
        long number = TextNumbers.signed(in, from, to);
        if (number == TextLine.MALFORMED) {
          return false;
        }
        setTime(letter, (int) ExptimeRule.toAbsolute(number, now()));
      }
      case 'M' -> mode = from == to ? 0 : (char) in[from];
      case 'O' -> opaque = Arrays.copyOfRange(in, from, to);
      default -> {}
    }
    return true;
  }

  private void setNumber(byte letter, long number) {
    switch (letter) {
      case 'C' -> casExpected = number;
      case 'D' -> delta = number;
      case 'E' -> casGiven = number;
      default -> initial = number;
    }
  }

  private void setTime(byte letter, int at) {
    switch (letter) {
      case 'T' -> {
        exptime = at;
        touchAfterVivify = has('N');
      }
      case 'N' -> vivifyExptime = at;
      default -> {
        recacheBefore = at;
        recacheAfterTouch = has('T');
      }
    }
  }

  boolean isOpaqueTooLong() {
    return opaque.length > MAX_OPAQUE;
  }

  /** Returns the error line, or null if key and flags are valid. */
  byte @Nullable [] error() {
    return error;
  }

  /** Returns the key, decoded if flag b is present. Only for flags without an error. */
  @SuppressWarnings("NullAway") // set unless there is an error
  Key key() {
    return key;
  }

  /** Bytes of the key that the client does not see. */
  int prefixLength() {
    return prefixLength;
  }

  /** Returns the UNIX time at which the command arrived. */
  long now() {
    return Integer.toUnsignedLong(now);
  }

  /** Returns the flags that matter to a reply, in the order in which they were sent; 0 if none. */
  long shown() {
    return shown;
  }

  static char firstLetter(long shown) {
    return (char) ('A' - 1 + (shown & (1 << LETTER_BITS) - 1));
  }

  static long withoutFirst(long shown) {
    return shown >>> LETTER_BITS;
  }

  byte[] opaque() {
    return opaque;
  }

  private static long bit(int letter) {
    return 1L << (letter - 'A');
  }

  boolean has(char letter) {
    return (seen & bit(letter)) != 0;
  }

  /** Returns whether a get has no flag that makes it more than a plain one. */
  boolean isPlainGet() {
    return (seen & (bit('T') | bit('N') | bit('R') | bit('u') | bit('E'))) == 0;
  }

  @Nullable CasCondition condition() {
    return has('C') ? new CasCondition(casExpected, has('I')) : null;
  }

  /** Returns the condition of commands for which 0 means none. */
  @Nullable CasCondition conditionUnlessZero() {
    return casExpected == 0 ? null : new CasCondition(casExpected);
  }

  long casExpected() {
    return casExpected;
  }

  /** Returns the CAS number of flag E, or 0. */
  long casGiven() {
    return casGiven;
  }

  long delta() {
    return delta;
  }

  int clientFlags() {
    return clientFlags;
  }

  /** Returns the time of flag T, or never. */
  long exptime() {
    return Integer.toUnsignedLong(exptime);
  }

  /** Returns the time of flag T, or {@link Exptime#NONE}. */
  long newExptime() {
    return has('T') ? exptime() : Exptime.NONE;
  }

  /** Returns the time of flag N, or {@link Exptime#NONE}. */
  long vivifyExptime() {
    return has('N') ? Integer.toUnsignedLong(vivifyExptime) : Exptime.NONE;
  }

  /** Returns the time of flag N, or of a later T: flags take effect from left to right. */
  long vivifyExptimeAfterTouch() {
    return touchAfterVivify ? exptime() : vivifyExptime();
  }

  /** Returns what flag N makes a get create, or null. */
  Get.@Nullable Vivify getVivify() {
    return has('N') ? new Get.Vivify(vivifyExptimeAfterTouch(), casGiven, has('b')) : null;
  }

  /** Returns what flag N makes ma create, or null. */
  Arithmetic.@Nullable Vivify arithmeticVivify() {
    return has('N') ? new Arithmetic.Vivify(vivifyExptimeAfterTouch(), initial) : null;
  }

  /** Returns what flag N makes an append create, or null. */
  Concat.@Nullable Vivify concatVivify() {
    return has('N') ? new Concat.Vivify(vivifyExptime(), clientFlags) : null;
  }

  Get.@Nullable Recache recache() {
    return has('R')
        ? new Get.Recache(Integer.toUnsignedLong(recacheBefore), recacheAfterTouch)
        : null;
  }

  /** Returns the condition, the CAS number of flag E, and whether the key was sent in base64. */
  WriteOptions writeOptions(@Nullable CasCondition condition) {
    return condition == null && casGiven == 0 && !has('b')
        ? WriteOptions.NONE
        : new WriteOptions(condition, casGiven, has('b'));
  }

  /**
   * Returns the first character of flag M's argument, 0 if it is empty, or {@code other} without M.
   */
  char mode(char other) {
    return has('M') ? mode : other;
  }
}
