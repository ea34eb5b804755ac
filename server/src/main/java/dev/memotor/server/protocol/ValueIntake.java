package dev.memotor.server.protocol;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Value;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.observe.Counter;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value that follows a command, one at a time. A value that is too large, or exceeds the
 * input budget, is swallowed and refused.
 */
public final class ValueIntake {

  /** Why a value is not stored. */
  public enum Refusal {
    TOO_LARGE,
    NO_MEMORY,
    BAD_TERMINATOR
  }

  /** Creates the operation that stores a value. */
  @FunctionalInterface
  public interface FromValue {

    Operation make(Value value);
  }

  /** Takes the credentials of a client. */
  @FunctionalInterface
  public interface CredentialsReader {

    void read(byte[] credentials, boolean terminated);
  }

  private final Connection connection;
  private final ProtocolContext context;

  /** Follows each value. */
  private final byte[] terminator;

  private final Function<Refusal, Request> refusals;

  /** On the heap or in the engine, depending on its length; null while no value is read. */
  private @Nullable Value value;

  /** What the value consists of; null while none on the heap is read. */
  private byte @Nullable [] array;

  private int filled;
  private int terminatorRead;
  private boolean terminated;
  private long reserved;

  /** The storage command whose value is read. */
  private @Nullable Request reply;

  private @Nullable FromValue operation;
  private boolean silent;

  /** Not null while credentials are read. */
  private @Nullable CredentialsReader credentials;

  private long toSkip;
  private @Nullable Request afterSkip;

  public ValueIntake(
      Connection connection,
      ProtocolContext context,
      byte[] terminator,
      Function<Refusal, Request> refusals) {
    this.connection = connection;
    this.context = context;
    this.terminator = terminator;
    this.refusals = refusals;
  }

  /** Returns whether the next bytes belong to a value. */
  boolean isOpen() {
    return value != null || toSkip > 0;
  }

  /**
   * Reads the value of a storage command, then submits its operation.
   *
   * @param newSilent whether a value that cannot be stored gets no reply
   */
  public void store(
      Key key, int length, boolean newSilent, Request newReply, FromValue newOperation) {
    Landing landing = connection.receive(key, length);
    if (landing != null) {
      begin(landing, null);
    } else if (!begin(length)) {
      context.observer().increment(Counter.STORE_NO_MEMORY);
      refuse(length, newSilent, Refusal.NO_MEMORY);
      return;
    }
    silent = newSilent;
    reply = newReply;
    operation = newOperation;
  }

  /**
   * Reads the credentials of a client.
   *
   * @return false if there is no memory for them
   */
  public boolean readCredentials(int length, CredentialsReader reader) {
    boolean begun = begin(length);
    credentials = begun ? reader : null;
    return begun;
  }

  private boolean begin(int length) {
    if (!context.input().take(length)) {
      return false;
    }
    reserved = length;
    byte[] bytes = new byte[length];
    begin(Value.of(bytes), bytes);
    return true;
  }

  private void begin(Value newValue, byte @Nullable [] newArray) {
    value = newValue;
    array = newArray;
    filled = 0;
    terminatorRead = 0;
    terminated = true;
  }

  /**
   * Swallows a value over the limit. The item that it was to replace is deleted: no client may read
   * a value that its writer believes to be overwritten.
   *
   * @param replaced null if there is no such item
   */
  public void swallowTooLarge(long length, boolean isSilent, @Nullable Key replaced) {
    context.observer().increment(Counter.STORE_TOO_LARGE);
    if (replaced != null) {
      connection.submit(new SilentRequest(), new Delete(replaced));
    }
    refuse(length, isSilent, Refusal.TOO_LARGE);
  }

  private void refuse(long length, boolean isSilent, Refusal refusal) {
    swallow(length, isSilent ? null : refusals.apply(refusal));
  }

  /**
   * Swallows a value, then replies.
   *
   * @param then null for no reply
   */
  public void swallow(long length, @Nullable Request then) {
    toSkip = length + terminator.length;
    afterSkip = then;
    skipped(0);
  }

  private void skipped(int count) {
    toSkip -= count;
    if (toSkip == 0 && afterSkip != null) {
      Request then = afterSkip;
      afterSkip = null;
      connection.reply(then);
    }
  }

  /** Reads what is available in {@code in[from, to)}; returns the offset after it. */
  int read(byte[] in, int from, int to) {
    Value target = value;
    if (target == null) {
      int count = (int) Math.min(toSkip, to - from);
      skipped(count);
      return from + count;
    }
    int count = Math.min(target.length() - filled, to - from);
    fill(target, in, from, count);
    filled += count;
    int at = from + count;
    while (awaitsTerminator(target) && at < to) {
      readTerminator(in[at++]);
    }
    completeIfRead(target);
    return at;
  }

  /** Reads what is available. */
  void read(ByteBuf in) {
    Value target = value;
    if (target == null) {
      int count = (int) Math.min(toSkip, in.readableBytes());
      in.skipBytes(count);
      skipped(count);
      return;
    }
    int count = Math.min(target.length() - filled, in.readableBytes());
    fill(target, in, count);
    filled += count;
    while (awaitsTerminator(target) && in.isReadable()) {
      readTerminator(in.readByte());
    }
    completeIfRead(target);
  }

  private void fill(Value target, byte[] in, int from, int count) {
    if (array != null) {
      System.arraycopy(in, from, array, filled, count);
      return;
    }
    int at = from;
    while (at < from + count) {
      ByteBuffer space = space(target);
      int portion = Math.min(space.remaining(), from + count - at);
      space.put(in, at, portion);
      at += portion;
    }
  }

  private void fill(Value target, ByteBuf in, int count) {
    if (array != null) {
      in.readBytes(array, filled, count);
      return;
    }
    int left = count;
    while (left > 0) {
      ByteBuffer space = space(target);
      int limit = space.limit();
      int portion = Math.min(space.remaining(), left);
      in.readBytes(space.limit(space.position() + portion));
      space.limit(limit);
      left -= portion;
    }
  }

  private static ByteBuffer space(Value landing) {
    return Objects.requireNonNull(
        ((Landing) landing).space(), "the engine's landing is shorter than its length");
  }

  private boolean awaitsTerminator(Value target) {
    return filled == target.length() && terminatorRead < terminator.length;
  }

  private void readTerminator(byte next) {
    terminated &= next == terminator[terminatorRead++];
  }

  private void completeIfRead(Value complete) {
    if (filled < complete.length() || terminatorRead < terminator.length) {
      return;
    }
    value = null;
    array = null;
    if (credentials != null) {
      CredentialsReader reader = credentials;
      credentials = null;
      giveBack();
      reader.read(complete.bytes(), terminated);
    } else if (reply != null && operation != null) {
      Request request = reply;
      FromValue made = operation;
      reply = null;
      operation = null;
      store(request, made, complete);
    }
  }

  private void store(Request request, FromValue made, Value complete) {
    if (terminated) {
      // From here on the request holds the reservation, until the engine has finished.
      reserved = 0;
      connection.submit(request, made.make(complete));
      return;
    }
    discard(complete);
    context.observer().increment(Counter.CMD_SET);
    if (!silent) {
      connection.reply(refusals.apply(Refusal.BAD_TERMINATOR));
    }
  }

  private void giveBack() {
    context.input().give(reserved);
    reserved = 0;
  }

  private void discard(@Nullable Value discarded) {
    giveBack();
    if (discarded instanceof Landing landing) {
      landing.abandon();
    }
  }

  void close() {
    discard(value);
    value = null;
  }
}
