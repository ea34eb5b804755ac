package dev.memotor.server.buffer;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.Value;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Collects the replies of one connection and turn. Small pieces go into a heap array, which is much
 * cheaper to fill byte by byte than a direct buffer, and leave in one copy; large values go
 * straight into separate direct buffers, or are sent from the engine's memory.
 *
 * <p>One for each event loop, used for one connection after the other.
 */
public final class ReplyBuffer {

  /**
   * Values from this length on have buffers of their own: lent ones are sent from where they lie,
   * others are copied once.
   */
  public static final int LARGE_VALUE = 8 * 1024;

  private static final int INITIAL_CAPACITY = 64 * 1024;
  private static final int KEPT_CAPACITY = 1024 * 1024;

  /** Between {@link #end} and {@link #begin}. */
  private static final Consumer<ByteBuf> NOWHERE =
      buffer -> {
        buffer.release();
        throw new IllegalStateException("no replies have begun");
      };

  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int length;
  private long written;
  private ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
  private Consumer<ByteBuf> target = NOWHERE;

  /** Begins with the replies of a connection. */
  public void begin(ByteBufAllocator newAllocator, Consumer<ByteBuf> newTarget) {
    allocator = newAllocator;
    target = newTarget;
    length = 0;
    written = 0;
  }

  /** Hands over what is left, and returns how many bytes there were since {@link #begin}. */
  public long end() {
    emit();
    target = NOWHERE;
    if (bytes.length > KEPT_CAPACITY) {
      bytes = new byte[INITIAL_CAPACITY];
    }
    return written;
  }

  /** Bytes since {@link #begin}. */
  public long size() {
    return written + length;
  }

  public ReplyBuffer put(byte[] source) {
    ensure(source.length);
    System.arraycopy(source, 0, bytes, length, source.length);
    length += source.length;
    return this;
  }

  public ReplyBuffer put(byte[] source, int from, int to) {
    ensure(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  public ReplyBuffer put(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** The characters of a text that has nothing but Latin-1 ones. */
  public ReplyBuffer put(String text) {
    int count = text.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** The digits of an unsigned number. */
  public ReplyBuffer putDecimal(long number) {
    int digits = Decimal.length(number);
    ensure(digits);
    Decimal.write(number, bytes, length, digits);
    length += digits;
    return this;
  }

  /** Carriage return and line feed. */
  public ReplyBuffer crlf() {
    ensure(2);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
    return this;
  }

  public ReplyBuffer putByte(int number) {
    ensure(1);
    bytes[length++] = (byte) number;
    return this;
  }

  /** Two bytes, big endian. */
  public ReplyBuffer putShort(int number) {
    ensure(2);
    bytes[length++] = (byte) (number >>> 8);
    bytes[length++] = (byte) number;
    return this;
  }

  /** Four bytes, big endian. */
  public ReplyBuffer putInt(int number) {
    ensure(4);
    bytes[length++] = (byte) (number >>> 24);
    bytes[length++] = (byte) (number >>> 16);
    bytes[length++] = (byte) (number >>> 8);
    bytes[length++] = (byte) number;
    return this;
  }

  /** Eight bytes, big endian. */
  public ReplyBuffer putLong(long number) {
    return putInt((int) (number >>> 32)).putInt((int) number);
  }

  /** The value of an item, however long. */
  public ReplyBuffer putValue(Value value) {
    int size = value.length();
    if (size < LARGE_VALUE) {
      ensure(size);
      value.copyTo(bytes, length);
      length += size;
      return this;
    }
    ByteBuffer[] pieces = value.pieces();
    if (value.isLent() && areDirect(pieces) && value.pin()) {
      putPinned(value, pieces);
      return this;
    }
    // What precedes a large value shares its buffer, so that one write serves both.
    ByteBuf buffer = allocator.directBuffer(length + size).writeBytes(bytes, 0, length);
    for (ByteBuffer piece : pieces) {
      buffer.writeBytes(piece);
    }
    written += length + (long) size;
    length = 0;
    target.accept(buffer);
    return this;
  }

  private static boolean areDirect(ByteBuffer[] pieces) {
    for (ByteBuffer piece : pieces) {
      if (!piece.isDirect() || piece.isReadOnly()) {
        return false;
      }
    }
    return true;
  }

  private void putPinned(Value value, ByteBuffer[] pieces) {
    ByteBuf[] buffers;
    try {
      emit();
      buffers = LentPiece.of(value, pieces, allocator);
    } catch (Throwable e) {
      value.unpin();
      throw e;
    }
    int next = 0;
    try {
      while (next < buffers.length) {
        target.accept(buffers[next++]);
      }
    } finally {
      // The target owns what it was given, even if it throws.
      while (next < buffers.length) {
        buffers[next++].release();
      }
    }
    written += value.length();
  }

  private void emit() {
    if (length > 0) {
      target.accept(allocator.directBuffer(length).writeBytes(bytes, 0, length));
      written += length;
      length = 0;
    }
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
