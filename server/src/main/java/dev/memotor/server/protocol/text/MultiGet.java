package dev.memotor.server.protocol.text;

import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ProtocolContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pending keys of a get. A command may name more keys than a connection may submit at a time;
 * the rest waits here.
 */
final class MultiGet extends CommandFamily {

  private static final byte[] NOTHING = {};

  private boolean withCas;
  private Get.Options options = Get.Options.PLAIN;
  private ClassicGet.@Nullable Shared shared;

  /** The pending keys are {@code in[at, to)}. */
  private byte[] in = NOTHING;

  private int at;
  private int to;

  /** Bytes taken from the budget for the pending keys. */
  private long reserved;

  MultiGet(Connection connection, ProtocolContext context) {
    super(connection, context);
  }

  boolean isOpen() {
    return at < to;
  }

  /** Gets the keys of a line from a token on, which are of valid lengths. */
  void begin(TextLine line, int firstKey, boolean newWithCas, Get.Options newOptions) {
    withCas = newWithCas;
    options = newOptions;
    shared = new ClassicGet.Shared();
    in = line.in();
    at = line.start(firstKey);
    to = line.lineEnd();
    advance();
    if (isOpen()) {
      keep();
    }
  }

  /** Copies the rest, since the input array will be reused. */
  private void keep() {
    int length = to - at;
    if (!context.input().take(length)) {
      close();
      replyAndClose(ReplyLines.NO_MEMORY_LINE);
      return;
    }
    reserved = length;
    in = Arrays.copyOfRange(in, at, to);
    at = 0;
    to = length;
  }

  /** Submits keys as long as the connection may. */
  void advance() {
    while (connection.maySubmit()) {
      int end = TextLine.endOfToken(in, at, to);
      Key key = session.key(in, at, end);
      at = TextLine.skipSpaces(in, end, to);
      boolean last = at == to;
      connection.submit(
          new ClassicGet(withCas, last, shared, session.prefixLength()), new Get(key, options));
      if (last) {
        close();
        return;
      }
    }
  }

  void close() {
    in = NOTHING;
    at = 0;
    to = 0;
    context.input().give(reserved);
    reserved = 0;
  }
}
