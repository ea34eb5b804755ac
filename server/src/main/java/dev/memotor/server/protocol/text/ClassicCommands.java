package dev.memotor.server.protocol.text;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Touch;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ExptimeRule;
import dev.memotor.server.protocol.ProtocolContext;

/** The classic commands on items. Those on the server stand in {@link ServerCommands}. */
final class ClassicCommands {

  /** memcached adds the two bytes of the line end, and counts in 32 bits. */
  private static final long MAX_VALUE_LENGTH = Integer.MAX_VALUE - 2L;

  private final TextDecoder decoder;
  private final Connection connection;
  private final ProtocolContext context;
  private final Session session;
  private final ServerCommands server;
  private final boolean tellsOfNodes;
  private final TextLine line = new TextLine();

  ClassicCommands(TextDecoder decoder, Connection connection, ProtocolContext context) {
    this.decoder = decoder;
    this.connection = connection;
    this.context = context;
    this.session = connection.session();
    this.server = new ServerCommands(connection, context);
    this.tellsOfNodes = ClusterConfig.exists(context.administration());
  }

  /**
   * Handles a line; the offsets are those of {@link TextDecoder}.
   *
   * @param isFirst whether it is the first line of the connection
   * @return the offset behind what was taken
   */
  int handle(byte[] in, int word, int wordEnd, int end, int next, int to, boolean isFirst) {
    switch (wordEnd - word) {
      case 3 -> {
        if (Words.matches(Words.GET, in, word, wordEnd)) {
          return get(false, Get.Options.PLAIN, in, wordEnd, end, next);
        }
        if (Words.matches(Words.SET, in, word, wordEnd)) {
          return store(Storage.SET, in, word, end, next, to);
        }
        if (Words.matches(Words.ADD, in, word, wordEnd)) {
          return store(Storage.ADD, in, word, end, next, to);
        }
        if (Words.matches(Words.CAS, in, word, wordEnd)) {
          return store(Storage.CAS, in, word, end, next, to);
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
          return store(Storage.APPEND, in, word, end, next, to);
        }
      }
      case 7 -> {
        if (Words.matches(Words.REPLACE, in, word, wordEnd)) {
          return store(Storage.REPLACE, in, word, end, next, to);
        }
        if (Words.matches(Words.PREPEND, in, word, wordEnd)) {
          return store(Storage.PREPEND, in, word, end, next, to);
        }
      }
      default -> {}
    }
    line.read(in, word, end);
    if (!server.handle(line, word < wordEnd)) {
      UnknownCommand.answer(line, isFirst, connection);
    }
    return next;
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
      if (tellsOfNodes && ClusterConfig.isKey(in, first, firstEnd)) {
        connection.reply(ClusterConfig.value(context.administration()));
        return next;
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
    if (exptime == TextLine.MALFORMED) {
      return error(Lines.BAD_EXPTIME, next);
    }
    return get(withCas, Get.Options.touch(absolute(exptime)), in, numberEnd, end, next);
  }

  private int store(Storage command, byte[] in, int word, int end, int next, int to) {
    line.read(in, word, end);
    long length = line.count() < 5 ? -1 : line.signed(4);
    if (length < 0 || length > MAX_VALUE_LENGTH) {
      // Even with noreply: without a length, what follows cannot be told from commands.
      return error(Lines.BAD_FORMAT, next);
    }
    boolean silent = line.endsWithNoreply();
    boolean compares = command == Storage.CAS;
    long flags = line.flags(2);
    long exptime = line.exptime(3);
    boolean legal =
        line.length(1) <= session.maxKeyLength()
            && flags != TextLine.MALFORMED
            && exptime != TextLine.MALFORMED
            && (!compares || line.count() > 5 && line.isUnsigned(5));
    if (!legal) {
      return decoder.swallow(length, silent ? null : new FixedReply(Lines.BAD_FORMAT), next, to);
    }
    Key key = key();
    int keptFlags = command.joins() ? 0 : (int) flags;
    if (context.limits().isTooLarge(key.length(), keptFlags, length)) {
      return decoder.swallowTooLarge(key, command == Storage.SET, length, silent, next, to);
    }
    CasCondition condition = compares ? new CasCondition(line.unsigned(5)) : null;
    return decoder.readValue(
        new PendingStore(
            (int) length,
            new ClassicReply(ClassicReply.Form.STORE, silent),
            silent,
            command.operation(
                key,
                keptFlags,
                absolute(exptime),
                condition,
                context.limits().maxValueLength(key.length()))),
        in,
        next,
        to);
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
    if (exptime == TextLine.MALFORMED) {
      return errorUnless(silent, Lines.BAD_EXPTIME, next);
    }
    return submit(ClassicReply.Form.TOUCH, silent, new Touch(key(), absolute(exptime)), next);
  }

  private int delete(byte[] in, int word, int end, int next) {
    line.read(in, word, end);
    if (line.count() < 2) {
      return error(Lines.BAD_FORMAT, next);
    }
    // Whatever follows the key is ignored: old clients send a time there.
    boolean silent = line.endsWithNoreply();
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
