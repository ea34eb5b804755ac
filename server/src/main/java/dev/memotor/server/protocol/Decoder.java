package dev.memotor.server.protocol;

import dev.memotor.server.dispatch.Request;
import io.netty.buffer.ByteBuf;

/**
 * Turns the bytes of one connection into requests. Two ways in: {@link #decode} gets command bytes
 * in an array, and between commands, while the decoder {@link #wantsBody()}, {@link #readBody} gets
 * the rest of a value straight from the network buffer into its final array.
 *
 * <p>Bytes may be cut anywhere.
 */
public abstract class Decoder {

  private final Connection connection;

  private byte[] body;
  private int filled;
  private long toSkip;
  private Request afterSkip;

  protected Decoder(Connection connection) {
    this.connection = connection;
  }

  protected final Connection connection() {
    return connection;
  }

  /**
   * Consumes whole commands from {@code in[from, to)} as long as the connection {@linkplain
   * Connection#mayAsk() may ask} and {@linkplain Connection#beginsCommand begin another}.
   *
   * @return the offset of the first byte not consumed; these bytes come again, with more behind
   *     them
   */
  public abstract int decode(byte[] in, int from, int to);

  /** The value, with its terminator if the protocol has one, is complete. */
  protected abstract void bodyComplete(byte[] completeBody);

  /** Whether a command that was decoded has more to ask than the connection could take. */
  public boolean isHoldingBack() {
    return false;
  }

  /** Says in the protocol's words that there is no memory for what the client sends. */
  public abstract void refuseForMemory();

  /** Frees what the decoder holds; no other call follows. */
  public void close() {}

  /** Whether the next bytes belong to a value rather than to a command. */
  public final boolean wantsBody() {
    return body != null || toSkip > 0;
  }

  /** Takes as much of the value's rest as there is. */
  public final void readBody(ByteBuf in) {
    if (toSkip > 0) {
      int count = (int) Math.min(toSkip, in.readableBytes());
      in.skipBytes(count);
      skipped(count);
      return;
    }
    int count = Math.min(body.length - filled, in.readableBytes());
    in.readBytes(body, filled, count);
    filled += count;
    if (filled == body.length) {
      finishBody();
    }
  }

  /**
   * Reads a value whose first bytes may be in {@code in[from, to)} already.
   *
   * @return the offset behind the bytes taken
   */
  protected final int takeBody(byte[] target, byte[] in, int from, int to) {
    int count = Math.min(target.length, to - from);
    System.arraycopy(in, from, target, 0, count);
    body = target;
    filled = count;
    if (count == target.length) {
      finishBody();
    }
    return from + count;
  }

  /**
   * Swallows bytes, of which some may be in {@code in[from, to)} already, then replies.
   *
   * @param then what to reply, or null
   * @return the offset behind the bytes swallowed
   */
  protected final int skip(long count, Request then, int from, int to) {
    afterSkip = then;
    toSkip = count;
    int here = (int) Math.min(count, to - from);
    skipped(here);
    return from + here;
  }

  private void skipped(int count) {
    toSkip -= count;
    if (toSkip == 0 && afterSkip != null) {
      Request then = afterSkip;
      afterSkip = null;
      connection.reply(then);
    }
  }

  private void finishBody() {
    byte[] complete = body;
    body = null;
    bodyComplete(complete);
  }
}
