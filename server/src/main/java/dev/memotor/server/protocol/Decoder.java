package dev.memotor.server.protocol;

import dev.memotor.server.dispatch.Request;
import io.netty.buffer.ByteBuf;

/**
 * Turns the bytes of one connection into requests. Two ways in: {@link #decode} gets command bytes
 * in an array, and between commands, while the decoder {@link #wantsValue()}, {@link #readValue}
 * gets the rest of a value straight from the network buffer into its final array.
 *
 * <p>Bytes may be cut anywhere.
 */
public abstract class Decoder {

  /** Returned by {@link #decodeCommand} when there is no whole command, or it has to wait. */
  protected static final int NOTHING = -1;

  private final Connection connection;
  private final ValueIntake values;

  /**
   * Creates the decoder of a connection.
   *
   * @param terminator follows each value
   */
  protected Decoder(Connection connection, ProtocolContext context, byte[] terminator) {
    this.connection = connection;
    this.values = new ValueIntake(connection, context, terminator, this::refusal);
  }

  protected final ValueIntake values() {
    return values;
  }

  /**
   * Consumes whole commands from {@code in[from, to)} while the connection {@linkplain
   * Connection#mayAsk() may ask} and {@linkplain Connection#beginsCommand begin another}.
   *
   * @return the offset of the first byte not consumed; these bytes come again, with more after them
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
      if (values.isOpen() || !connection.mayAsk()) {
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
   * Carries out the command at the start of {@code in[from, to)}. If a value follows, the command
   * hands it to the {@link ValueIntake}.
   *
   * @return the offset after the command, without its value; or {@link #NOTHING}
   */
  protected abstract int decodeCommand(byte[] in, int from, int to);

  /** Drops the input array: an idle connection must not hold memory that no budget knows of. */
  protected abstract void forgetInput();

  /** The reply to a storage command whose value is not stored. */
  protected abstract Request refusal(ValueIntake.Refusal reason);

  /** Returns whether a decoded command has requests that the connection could not take yet. */
  public boolean isHoldingBack() {
    return false;
  }

  /** Replies that there is no memory for what the client sends. */
  public abstract void refuseForMemory();

  /** Frees what the decoder holds; no other call follows. */
  public void close() {
    values.close();
  }

  /** Returns whether the next bytes belong to a value rather than to a command. */
  public final boolean wantsValue() {
    return values.isOpen();
  }

  /** Takes as much of the value's rest as there is. */
  public final void readValue(ByteBuf in) {
    values.read(in);
  }
}
