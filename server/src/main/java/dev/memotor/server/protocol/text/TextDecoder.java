package dev.memotor.server.protocol.text;

import dev.memotor.server.auth.Session;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.Decoder;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.ValueIntake;
import java.util.Arrays;

/** Cuts a text connection into command lines and values. Classic and meta commands mix freely. */
public final class TextDecoder extends Decoder {

  /** A line that is not complete by then is no command, unless it is a get of many keys. */
  private static final int MAX_OPEN_LINE = 2048;

  /** With its line end. memcached refuses shorter ones before it looks for a command. */
  private static final int SHORTEST_LINE = 4;

  /** Keys of one get: far more than any client asks for, but still bounded. */
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
  private final TextCommands commands;

  /** Bytes at the start of the next line that are known to hold no line end. */
  private int scanned;

  private boolean first = true;

  public TextDecoder(Connection connection, ProtocolContext context) {
    super(connection, context, LINE_END);
    this.connection = connection;
    this.session = connection.session();
    this.login = new TextLogin(connection, context, values());
    this.multiGet = new MultiGet(connection, context);
    this.commands =
        new TextCommands(
            new ClassicCommands(connection, context, values(), multiGet),
            new MetaCommands(connection, context, values()),
            new ServerCommands(connection, context));
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
      command.run(commands, line);
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
