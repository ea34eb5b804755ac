package dev.memotor.server.protocol;

import dev.memotor.server.dispatch.Request;
import io.netty.buffer.ByteBuf;

/**
 * Turns the bytes of one connection into requests, wherever they are split. {@link #decode} takes
 * commands from an array; while the decoder {@link #wantsValue()}, {@link #readValue} takes the
 * rest of a value straight from the network buffer into its final array.
 */
public abstract class Decoder {

  /** Returned by {@link #decodeCommand} if the command is incomplete or must wait. */
  protected static final int NOTHING = -1;

  private final Connection connection;
  private final ValueIntake values;

  protected Decoder(Connection connection, ProtocolContext context, byte[] terminator) {
    this.connection = connection;
    this.values = new ValueIntake(connection, context, terminator, this::refusal);
  }

  protected final ValueIntake values() {
    return values;
  }

  /**
   * Consumes whole commands from {@code in[from, to)} while the connection {@linkplain
   * Connection#maySubmit() may submit} and {@linkplain Connection#beginsCommand begin another}.
   *
   * @return the offset of the first byte not consumed; the caller passes these bytes again, with
   *     more
   */
  public final int decode(byte[] in, int from, int to) {
    int at = decodeCommands(in, from, to);
    forgetInput();
    return at;
  }

  private int decodeCommands(byte[] in, int from, int to) {
    int at = from;
    while (true) {
      if (values.isOpen()) {
        at = values.read(in, at, to);
      }
      if (values.isOpen() || !connection.maySubmit()) {
        return at;
      }
      int next = decodeCommand(in, at, to);
      if (next == NOTHING) {
        return at;
      }
      at = next;
    }
  }

  /**
   * Executes the command at the start of {@code in[from, to)}. If a value follows, the {@link
   * ValueIntake} will read it.
   *
   * @return the offset after the command, without its value; or {@link #NOTHING}
   */
  protected abstract int decodeCommand(byte[] in, int from, int to);

  /** Drops the input array: an idle connection must not hold memory outside the budgets. */
  protected abstract void forgetInput();

  /** Returns the reply to a storage command whose value is refused. */
  protected abstract Request refusal(ValueIntake.Refusal reason);

  /** Returns whether a decoded command has requests that could not be submitted yet. */
  public boolean isHoldingBack() {
    return false;
  }

  /** Replies that there is no memory for the client's input. */
  public abstract void refuseForMemory();

  /** Frees what the decoder holds; no other call follows. */
  public void close() {
    values.close();
  }

  /** Returns whether the next bytes belong to a value rather than to a command. */
  public final boolean wantsValue() {
    return values.isOpen();
  }

  /** Reads as much of the value as is available. */
  public final void readValue(ByteBuf in) {
    values.read(in);
  }
}
