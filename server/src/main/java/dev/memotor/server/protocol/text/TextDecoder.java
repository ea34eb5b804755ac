package dev.memotor.server.protocol.text;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Key;
import dev.memotor.server.auth.Session;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.Decoder;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.SilentRequest;

/**
 * Cuts a text connection into command lines and values. Classic and meta commands mix freely, so
 * both are framed here and handed to the commands of their family.
 */
public final class TextDecoder extends Decoder {

  /** A line that is not complete by then is no command, unless it is a get of many keys. */
  private static final int MAX_OPEN_LINE = 2048;

  /** With its line end. memcached refuses shorter ones before it looks for a command. */
  private static final int SHORTEST_LINE = 4;

  /** Keys of one get: far more than any client asks for, but still bounded. */
  private static final int MAX_OPEN_GET = 16 * 1024 * 1024;

  private static final byte[] GET_SPACE = {'g', 'e', 't', ' '};
  private static final byte[] GETS_SPACE = {'g', 'e', 't', 's', ' '};
  private static final byte[] GAT_SPACE = {'g', 'a', 't', ' '};
  private static final byte[] GATS_SPACE = {'g', 'a', 't', 's', ' '};

  private final ProtocolContext context;
  private final Session session;
  private final TextLogin login;
  private final ClassicCommands classic;
  private final MetaCommands meta;

  /** Bytes at the start of the next line that are known to hold no line end. */
  private int scanned;

  private boolean first = true;
  private GetCursor openGet;
  private PendingStore pending;
  private byte[] value;
  private long budgetTaken;

  /** Whether the value on its way is a name with its password. */
  private boolean awaitsToken;

  /** Taken from the budget for the keys of {@link #openGet}. */
  private long keysTaken;

  public TextDecoder(Connection connection, ProtocolContext context) {
    super(connection);
    this.context = context;
    this.session = connection.session();
    this.login = new TextLogin(this, connection);
    this.classic = new ClassicCommands(this, connection, context);
    this.meta = new MetaCommands(this, connection, context);
  }

  @Override
  public int decode(byte[] in, int from, int to) {
    int at = from;
    while (!wantsBody()) {
      if (pending != null || awaitsToken) {
        if (to - at < 2) {
          break;
        }
        boolean terminated = in[at] == '\r' && in[at + 1] == '\n';
        at += 2;
        finishStore(terminated);
        continue;
      }
      if (!connection().mayAsk()) {
        break;
      }
      if (openGet != null) {
        if (openGet.advance(connection())) {
          openGet = null;
          giveBackKeys();
        }
        continue;
      }
      int newline = indexOfNewline(in, at + scanned, to);
      if (newline < 0) {
        scanned = to - at;
        checkOpenLine(in, at, to);
        break;
      }
      int end = newline > at && in[newline - 1] == '\r' ? newline - 1 : newline;
      if (!connection().beginsCommand(in, at, end)) {
        scanned = newline - at;
        break;
      }
      scanned = 0;
      at = command(in, at, end, newline + 1, to);
    }
    return at;
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
      connection().closeAfterReplies();
      return;
    }
    int start = GetCursor.skipSpaces(in, from, to);
    boolean get =
        Words.startsWith(GET_SPACE, in, start, to)
            || Words.startsWith(GETS_SPACE, in, start, to)
            || Words.startsWith(GAT_SPACE, in, start, to)
            || Words.startsWith(GATS_SPACE, in, start, to);
    if (!get || to - from > MAX_OPEN_GET) {
      connection().reply(new FixedReply(Lines.LINE_TOO_LONG));
      connection().closeAfterReplies();
    }
  }

  private void giveBackKeys() {
    context.input().give(keysTaken);
    keysTaken = 0;
  }

  @Override
  public void refuseForMemory() {
    connection().reply(new FixedReply(Lines.NO_MEMORY_LINE));
    connection().closeAfterReplies();
  }

  /**
   * Handles one line.
   *
   * @param from where it begins
   * @param end behind its last byte, without line end
   * @param next behind its line end: where a value begins
   * @param to behind the last byte of input
   * @return the offset of the first byte that the command did not take
   */
  private int command(byte[] in, int from, int end, int next, int to) {
    if (session.isLocked()) {
      return login.handle(in, from, end, next, to);
    }
    boolean isFirst = first;
    first = false;
    if (next - from < SHORTEST_LINE) {
      connection().reply(new FixedReply(Lines.BAD_FORMAT));
      return next;
    }
    int wordEnd = GetCursor.endOfToken(in, from, end);
    if (wordEnd - from == 2 && in[from] == 'm') {
      int taken = meta.handle(in, from, end, next, to);
      if (taken >= 0) {
        return taken;
      }
    }
    return classic.handle(in, from, wordEnd, end, next, to, isFirst);
  }

  /** Takes over a get whose keys could not all be asked for at once. */
  void keepOpen(GetCursor cursor) {
    if (!context.input().take(cursor.length())) {
      refuseForMemory();
      return;
    }
    keysTaken = cursor.length();
    cursor.detach();
    openGet = cursor;
  }

  /** Swallows a value of a known length with its terminator, then replies. */
  int swallow(long length, FixedReply then, int next, int to) {
    return skip(length + 2, then, next, to);
  }

  /**
   * Swallows a value over the limit. What its command meant to replace goes: nobody shall read a
   * value that its writer believes to be overwritten.
   */
  int swallowTooLarge(Key key, boolean removeOld, long length, boolean silent, int next, int to) {
    context.counters().increment(Counter.STORE_TOO_LARGE);
    if (removeOld) {
      connection().submit(new SilentRequest(), new Delete(key));
    }
    return swallow(length, silent ? null : new FixedReply(Lines.TOO_LARGE), next, to);
  }

  /** Reads the value of a storage command; its operation follows when it is complete. */
  int readValue(PendingStore store, byte[] in, int next, int to) {
    if (!context.input().take(store.length())) {
      context.counters().increment(Counter.STORE_NO_MEMORY);
      FixedReply refusal = store.silentOnError() ? null : new FixedReply(Lines.NO_MEMORY_READING);
      return swallow(store.length(), refusal, next, to);
    }
    budgetTaken = store.length();
    pending = store;
    return takeBody(new byte[store.length()], in, next, to);
  }

  /** Reads a name with its password. */
  int readToken(int length, byte[] in, int next, int to) {
    if (!context.input().take(length)) {
      refuseForMemory();
      return to;
    }
    budgetTaken = length;
    awaitsToken = true;
    return takeBody(new byte[length], in, next, to);
  }

  @Override
  protected void bodyComplete(byte[] completeBody) {
    value = completeBody;
  }

  private void finishStore(boolean terminated) {
    PendingStore store = pending;
    byte[] complete = value;
    pending = null;
    value = null;
    if (awaitsToken) {
      awaitsToken = false;
      giveBackBudget();
      login.finish(complete, terminated);
      return;
    }
    if (terminated) {
      // From here on the request gives it back, when the engine is done with the value.
      budgetTaken = 0;
      connection().submit(store.reply(), store.operation().make(complete));
      return;
    }
    giveBackBudget();
    context.counters().increment(Counter.CMD_SET);
    if (!store.silentOnError()) {
      connection().reply(new FixedReply(Lines.BAD_DATA_CHUNK));
    }
  }

  private void giveBackBudget() {
    context.input().give(budgetTaken);
    budgetTaken = 0;
  }

  @Override
  public boolean isHoldingBack() {
    return openGet != null;
  }

  @Override
  public void close() {
    giveBackBudget();
    giveBackKeys();
  }
}
