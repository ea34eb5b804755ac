package dev.memotor.server.protocol.text;

import dev.memotor.engine.Arithmetic;
import dev.memotor.server.auth.Session;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.Decoder;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.ValueIntake;
import java.util.Arrays;

/** Splits a text connection into command lines and values. Classic and meta commands mix freely. */
public final class TextDecoder extends Decoder {

  /** A longer line without an end is refused, unless it is a get of many keys. */
  private static final int MAX_OPEN_LINE = 2048;

  /** Including the line end. memcached refuses shorter lines before it looks for a command. */
  private static final int SHORTEST_LINE = 4;

  /** The bound on a get of many keys, far beyond what clients send. */
  private static final int MAX_OPEN_GET = 16 * 1024 * 1024;

  private static final byte[][] GETS = {
    TextLine.ascii("get "), TextLine.ascii("gets "), TextLine.ascii("gat "), TextLine.ascii("gats ")
  };

  private static final byte[] LINE_END = {'\r', '\n'};

  private final Connection connection;
  private final Session session;
  private final TextLine line = new TextLine();
  private final TextLogin login;
  private final MultiGet multiGet;
  private final ClassicCommands classic;
  private final MetaCommands meta;
  private final ServerCommands server;

  /** Bytes at the start of the next line that are known to contain no line end. */
  private int scanned;

  private boolean first = true;

  public TextDecoder(Connection connection, ProtocolContext context) {
    super(connection, context, LINE_END);
    this.connection = connection;
    this.session = connection.session();
    this.login = new TextLogin(connection, context, values());
    this.multiGet = new MultiGet(connection, context);
    this.classic = new ClassicCommands(connection, context, values(), multiGet);
    this.meta = new MetaCommands(connection, context, values());
    this.server = new ServerCommands(connection, context);
  }

  @Override
  protected int decodeCommand(byte[] in, int from, int to) {
    if (multiGet.isOpen()) {
      multiGet.advance();
      return from;
    }
    int newline = indexOfNewline(in, from + scanned, to);
    if (newline < 0) {
      scanned = to - from;
      checkOpenLine(in, from, to);
      return NOTHING;
    }
    int end = newline > from && in[newline - 1] == '\r' ? newline - 1 : newline;
    if (!connection.beginsCommand(in, from, end)) {
      scanned = newline - from;
      return NOTHING;
    }
    scanned = 0;
    int next = newline + 1;
    line.read(in, from, end);
    if (session.isLocked()) {
      login.handle(line);
    } else {
      handle(next - from < SHORTEST_LINE);
    }
    return next;
  }

  @Override
  protected void forgetInput() {
    line.clear();
  }

  private void handle(boolean tooShort) {
    boolean isFirst = first;
    first = false;
    TextCommand command = TextCommand.of(line);
    if (tooShort) {
      connection.reply(new FixedReply(ReplyLines.BAD_FORMAT));
    } else if (command == null) {
      UnknownCommand.answer(line, isFirst, connection);
    } else if (isForbidden(command)) {
      if (!line.endsWithNoreply()) {
        connection.reply(
            new FixedReply(
                session.isReadOnly() ? ReplyLines.READ_ONLY : ReplyLines.NOT_FOR_PREFIX));
      }
    } else {
      execute(command);
    }
  }

  private void execute(TextCommand command) {
    switch (command) {
      case GET -> classic.get(line, false);
      case GETS -> classic.get(line, true);
      case GAT -> classic.getAndTouch(line, false);
      case GATS -> classic.getAndTouch(line, true);
      case SET -> classic.store(line, Storage.SET);
      case ADD -> classic.store(line, Storage.ADD);
      case REPLACE -> classic.store(line, Storage.REPLACE);
      case CAS -> classic.store(line, Storage.CAS);
      case APPEND -> classic.store(line, Storage.APPEND);
      case PREPEND -> classic.store(line, Storage.PREPEND);
      case INCR -> classic.count(line, Arithmetic.Direction.UP);
      case DECR -> classic.count(line, Arithmetic.Direction.DOWN);
      case DELETE -> classic.delete(line);
      case TOUCH -> classic.touch(line);
      case MG -> meta.get(line);
      case MS -> meta.store(line);
      case MD -> meta.delete(line);
      case MA -> meta.count(line);
      case ME -> meta.debug(line);
      case MN -> connection.reply(new FixedReply(ReplyLines.MN));
      case VERSION -> server.version();
      case QUIT -> connection.closeAfterReplies();
      case STATS -> server.stats(line);
      case WATCH -> server.watch(line);
      case FLUSH_ALL -> server.flushAll(line);
      case VERBOSITY -> server.verbosity(line);
      case CACHE_MEMLIMIT -> server.memoryLimit(line);
      case SHUTDOWN -> server.shutdown(line);
      case REFRESH_CERTS -> server.refreshCertificates();
      case SLABS -> server.slabs(line);
      case LRU -> server.lru(line);
      case LRU_CRAWLER -> server.crawl(line);
      case EXTSTORE -> server.extstore(line);
      case CONFIG -> server.config(line);
    }
  }

  private boolean isForbidden(TextCommand command) {
    return switch (command.rights()) {
      case ANYONE -> false;
      case WHOLE_STORE -> session.hasPrefix();
      case ADMINISTER -> !session.mayAdminister();
    };
  }

  private static int indexOfNewline(byte[] in, int from, int to) {
    for (int i = from; i < to; i++) {
      if (in[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void checkOpenLine(byte[] in, int from, int to) {
    if (to - from <= MAX_OPEN_LINE) {
      return;
    }
    if (session.isLocked()) {
      connection.closeAfterReplies();
    } else if (to - from > MAX_OPEN_GET || !isGet(in, TextLine.skipSpaces(in, from, to), to)) {
      connection.reply(new FixedReply(ReplyLines.LINE_TOO_LONG));
      connection.closeAfterReplies();
    }
  }

  private static boolean isGet(byte[] in, int from, int to) {
    for (byte[] get : GETS) {
      int end = Math.min(to, from + get.length);
      if (Arrays.equals(in, from, end, get, 0, get.length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected Request refusal(ValueIntake.Refusal reason) {
    return new FixedReply(
        switch (reason) {
          case TOO_LARGE -> ReplyLines.TOO_LARGE;
          case NO_MEMORY -> ReplyLines.NO_MEMORY_READING;
          case BAD_TERMINATOR -> ReplyLines.BAD_DATA_CHUNK;
        });
  }

  @Override
  public void refuseForMemory() {
    connection.reply(new FixedReply(ReplyLines.NO_MEMORY_LINE));
    connection.closeAfterReplies();
  }

  @Override
  public boolean isHoldingBack() {
    return multiGet.isOpen();
  }

  @Override
  public void close() {
    super.close();
    multiGet.close();
  }
}
