package dev.memotor.server.protocol.text;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ExptimeRule;
import dev.memotor.server.protocol.ProtocolContext;

/** The classic commands on items. Those on the server stand in {@link ServerCommands}. */
final class ClassicCommands {

  private static final int NOT_MINE = -1;
  private static final long MAX_VALUE_LENGTH = Integer.MAX_VALUE - 2L;

  private final TextDecoder decoder;
  private final Connection connection;
  private final ProtocolContext context;
  private final Session session;
  private final ServerCommands server;
  private final TextLine line = new TextLine();

  ClassicCommands(TextDecoder decoder, Connection connection, ProtocolContext context) {
    this.decoder = decoder;
    this.connection = connection;
    this.context = context;
    this.session = connection.session();
    this.server = new ServerCommands(connection, context);
  }

  /**
   * Handles a line; the offsets are those of {@link TextDecoder}.
   *
   * @return the offset behind what was taken, or -1 if the command is unknown
   */
  int handle(byte[] in, int word, int wordEnd, int end, int next, int to) {
    switch (wordEnd - word) {
      case 3 -> {
        if (Words.matches(Words.GET, in, word, wordEnd)) {
          return get(false, Get.Options.PLAIN, in, wordEnd, end, next);
        }
        if (Words.matches(Words.SET, in, word, wordEnd)) {
          return store(Store.Mode.SET, in, word, end, next, to);
        }
        if (Words.matches(Words.ADD, in, word, wordEnd)) {
          return store(Store.Mode.ADD, in, word, end, next, to);
        }
        if (Words.matches(Words.CAS, in, word, wordEnd)) {
          return cas(in, word, end, next, to);
        }
        if (Words.matches(Words.GAT, in, word, wordEnd)) {
          return gat(false, in, wordEnd, end, next);
        }
      }
      case 4 -> {
        if (Words.matches(Words.GETS, in, word, wordEnd)) {
          return get(true, Get.Options.PLAIN, in, wordEnd, end, next);
        }
        if (Words.matches(Words.INCR, in, word, wordEnd)) {
          return count(Arithmetic.Direction.UP, in, word, end, next);
        }
        if (Words.matches(Words.DECR, in, word, wordEnd)) {
          return count(Arithmetic.Direction.DOWN, in, word, end, next);
        }
        if (Words.matches(Words.GATS, in, word, wordEnd)) {
          return gat(true, in, wordEnd, end, next);
        }
      }
      case 5 -> {
        if (Words.matches(Words.TOUCH, in, word, wordEnd)) {
          return touch(in, word, end, next);
        }
      }
      case 6 -> {
        if (Words.matches(Words.DELETE, in, word, wordEnd)) {
          return delete(in, word, end, next);
        }
        if (Words.matches(Words.APPEND, in, word, wordEnd)) {
          return concat(Concat.Side.APPEND, in, word, end, next, to);
        }
      }
      case 7 -> {
        if (Words.matches(Words.REPLACE, in, word, wordEnd)) {
          return store(Store.Mode.REPLACE, in, word, end, next, to);
        }
        if (Words.matches(Words.PREPEND, in, word, wordEnd)) {
          return concat(Concat.Side.PREPEND, in, word, end, next, to);
        }
      }
      default -> {}
    }
    line.read(in, word, end);
    return line.count() > 0 && server.handle(line) ? next : NOT_MINE;
  }

  private int get(boolean withCas, Get.Options options, byte[] in, int from, int end, int next) {
    int first = GetCursor.skipSpaces(in, from, end);
    if (first == end) {
      return error(Lines.BAD_FORMAT, next);
    }
    int firstEnd = GetCursor.endOfToken(in, first, end);
    if (firstEnd == end || GetCursor.skipSpaces(in, firstEnd, end) == end) {
      if (firstEnd - first > session.maxKeyLength()) {
        return error(Lines.BAD_FORMAT, next);
      }
      connection.submit(
          new ClassicGet(withCas, true, null, session.prefixLength()),
          new Get(session.key(in, first, firstEnd), options));
      return next;
    }
    if (!allKeysLegal(in, first, end)) {
      return error(Lines.BAD_FORMAT, next);
    }
    GetCursor cursor = new GetCursor(withCas, options, in, first, end);
    if (!cursor.advance(connection)) {
      decoder.keepOpen(cursor);
    }
    return next;
  }

  private boolean allKeysLegal(byte[] in, int from, int end) {
    int at = from;
    while (at < end) {
      int tokenEnd = GetCursor.endOfToken(in, at, end);
      if (tokenEnd - at > session.maxKeyLength()) {
        return false;
      }
      at = GetCursor.skipSpaces(in, tokenEnd, end);
    }
    return true;
  }

  private int gat(boolean withCas, byte[] in, int from, int end, int next) {
    int number = GetCursor.skipSpaces(in, from, end);
    int numberEnd = GetCursor.endOfToken(in, number, end);
    if (GetCursor.skipSpaces(in, numberEnd, end) == end) {
      return error(Lines.BAD_FORMAT, next);
    }
    long exptime = TextNumbers.signed(in, number, numberEnd);
    if (exptime != (int) exptime) {
      return error(Lines.BAD_EXPTIME, next);
    }
    return get(withCas, Get.Options.touch(absolute(exptime)), in, numberEnd, end, next);
  }

  private int store(Store.Mode mode, byte[] in, int word, int end, int next, int to) {
    line.read(in, word, end);
    if (line.count() < 5) {
      return error(Lines.BAD_FORMAT, next);
    }
    boolean silent = line.endsWithNoreply();
    long length = valueLength();
    if (length < 0) {
      return errorUnless(silent, Lines.BAD_FORMAT, next);
    }
    if (!headIsLegal()) {
      return decoder.swallow(length, silent ? null : new FixedReply(Lines.BAD_FORMAT), next, to);
    }
    Key key = key();
    int flags = (int) line.unsigned(2);
    long exptime = absolute((int) line.signed(3));
    if (context.limits().isTooLarge(key.length(), flags, length)) {
      return decoder.swallowTooLarge(key, mode == Store.Mode.SET, length, silent, next, to);
    }
    return decoder.readValue(
        new PendingStore(
            (int) length,
            new ClassicReply(ClassicReply.Form.STORE, silent),
            silent,
            value -> new Store(key, mode, value, flags, exptime)),
        in,
        next,
        to);
  }

  private int cas(byte[] in, int word, int end, int next, int to) {
    line.read(in, word, end);
    if (line.count() < 6) {
      return error(Lines.BAD_FORMAT, next);
    }
    boolean silent = line.endsWithNoreply();
    long length = valueLength();
    if (length < 0) {
      return errorUnless(silent, Lines.BAD_FORMAT, next);
    }
    if (!headIsLegal() || !line.isUnsigned(5)) {
      return decoder.swallow(length, silent ? null : new FixedReply(Lines.BAD_FORMAT), next, to);
    }
    Key key = key();
    int flags = (int) line.unsigned(2);
    long exptime = absolute((int) line.signed(3));
    CasCondition condition = new CasCondition(line.unsigned(5));
    if (context.limits().isTooLarge(key.length(), flags, length)) {
      return decoder.swallowTooLarge(key, false, length, silent, next, to);
    }
    return decoder.readValue(
        new PendingStore(
            (int) length,
            new ClassicReply(ClassicReply.Form.STORE, silent),
            silent,
            value -> new Store(key, Store.Mode.SET, value, flags, exptime, condition, 0, false)),
        in,
        next,
        to);
  }

  private int concat(Concat.Side side, byte[] in, int word, int end, int next, int to) {
    line.read(in, word, end);
    if (line.count() < 5) {
      return error(Lines.BAD_FORMAT, next);
    }
    boolean silent = line.endsWithNoreply();
    long length = valueLength();
    if (length < 0) {
      return errorUnless(silent, Lines.BAD_FORMAT, next);
    }
    if (!headIsLegal()) {
      return decoder.swallow(length, silent ? null : new FixedReply(Lines.BAD_FORMAT), next, to);
    }
    Key key = key();
    if (context.limits().isTooLarge(key.length(), 0, length)) {
      return decoder.swallowTooLarge(key, false, length, silent, next, to);
    }
    int maxLength = context.limits().maxValueLength(key.length());
    return decoder.readValue(
        new PendingStore(
            (int) length,
            new ClassicReply(ClassicReply.Form.STORE, silent),
            silent,
            value -> new Concat(key, side, value, maxLength)),
        in,
        next,
        to);
  }

  /** The announced length of the value, or -1 if it is none. */
  private long valueLength() {
    long length = line.signed(4);
    return length >= 0 && length <= MAX_VALUE_LENGTH - 1 ? length : -1;
  }

  private boolean headIsLegal() {
    return line.length(1) <= session.maxKeyLength()
        && line.isUnsigned(2)
        && line.signed(3) != TextLine.MALFORMED;
  }

  private int count(Arithmetic.Direction direction, byte[] in, int word, int end, int next) {
    line.read(in, word, end);
    if (line.count() < 3) {
      return error(Lines.BAD_FORMAT, next);
    }
    boolean silent = line.endsWithNoreply();
    if (line.length(1) > session.maxKeyLength()) {
      return errorUnless(silent, Lines.BAD_FORMAT, next);
    }
    if (!line.isUnsigned(2)) {
      return errorUnless(silent, Lines.BAD_DELTA, next);
    }
    return submit(
        ClassicReply.Form.COUNT, silent, new Arithmetic(key(), direction, line.unsigned(2)), next);
  }

  private int touch(byte[] in, int word, int end, int next) {
    line.read(in, word, end);
    if (line.count() < 3) {
      return error(Lines.BAD_FORMAT, next);
    }
    boolean silent = line.endsWithNoreply();
    if (line.length(1) > session.maxKeyLength()) {
      return errorUnless(silent, Lines.BAD_FORMAT, next);
    }
    long exptime = line.signed(2);
    if (exptime != (int) exptime) {
      return errorUnless(silent, Lines.BAD_EXPTIME, next);
    }
    return submit(ClassicReply.Form.TOUCH, silent, new Touch(key(), absolute(exptime)), next);
  }

  private int delete(byte[] in, int word, int end, int next) {
    line.read(in, word, end);
    if (line.count() < 2) {
      return error(Lines.BAD_FORMAT, next);
    }
    if (line.count() > 4) {
      return error(Lines.ERROR, next);
    }
    // Old clients send a time of 0 behind the key.
    boolean silent = line.endsWithNoreply() && line.count() > 2;
    int arguments = line.count() - (silent ? 1 : 0) - 2;
    boolean legal =
        arguments == 0 || (arguments == 1 && line.length(2) == 1 && line.first(2) == '0');
    if (!legal) {
      return errorUnless(silent, Lines.DELETE_USAGE, next);
    }
    if (line.length(1) > session.maxKeyLength()) {
      return errorUnless(silent, Lines.BAD_FORMAT, next);
    }
    return submit(ClassicReply.Form.DELETE, silent, new Delete(key()), next);
  }

  private Key key() {
    return session.key(line.in(), line.start(1), line.end(1));
  }

  private int submit(ClassicReply.Form form, boolean silent, Operation operation, int next) {
    connection.submit(new ClassicReply(form, silent), operation);
    return next;
  }

  private long absolute(long exptime) {
    return ExptimeRule.toAbsolute(exptime, context.clock().now());
  }

  private int error(byte[] text, int next) {
    connection.reply(new FixedReply(text));
    return next;
  }

  private int errorUnless(boolean silent, byte[] text, int next) {
    return silent ? next : error(text, next);
  }
}
