package dev.memotor.engine.support;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Value;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The serialized form of an item, with a format version, for engines that store bytes:
 *
 * <pre>
 * offset 0  version        1 byte, {@value #VERSION}
 *        1  marks          1 byte
 *        2  flags          4 bytes, big endian, as all numbers here
 *        6  exptime        4 bytes, unsigned UNIX seconds, 0 for never
 *       10  stored at      4 bytes, unsigned UNIX seconds
 *       14  CAS            8 bytes, unsigned
 *       22  value          the rest
 * </pre>
 */
public final class ItemEnvelope {

  /** The format that is written. */
  public static final int VERSION = 1;

  /** Bytes before the value. */
  public static final int HEADER_LENGTH = 22;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int EXPTIME_OFFSET = 6;

  private ItemEnvelope() {}

  /** Returns the length of an item in its envelope. */
  public static int length(Item item) {
    return HEADER_LENGTH + item.value().length();
  }

  /** Writes an item; returns the offset after it. */
  public static int write(Item item, byte[] target, int at) {
    writeHeader(item, target, at);
    item.value().copyTo(target, at + HEADER_LENGTH);
    return at + HEADER_LENGTH + item.value().length();
  }

  /** Writes everything but the value. */
  public static void writeHeader(Item item, byte[] target, int at) {
    target[at] = VERSION;
    target[at + 1] = (byte) item.marks();
    INT.set(target, at + 2, item.flags());
    INT.set(target, at + EXPTIME_OFFSET, (int) item.exptime());
    INT.set(target, at + 10, (int) item.lastAccess());
    LONG.set(target, at + 14, item.cas());
  }

  /** Returns an item as a new array. */
  public static byte[] toBytes(Item item) {
    byte[] bytes = new byte[length(item)];
    write(item, bytes, 0);
    return bytes;
  }

  /**
   * Reads an item; its value is a copy.
   *
   * @throws EngineException of kind CORRUPT if this is not an envelope of a known version
   */
  public static Item read(byte[] source, int from, int to) {
    check(source, from, to);
    byte[] value = Arrays.copyOfRange(source, from + HEADER_LENGTH, to);
    return read(source, from, Value.of(value));
  }

  /**
   * Reads the header and combines it with a value read by other means.
   *
   * @throws EngineException of kind CORRUPT if this is not an envelope of a known version
   */
  public static Item read(byte[] header, int from, Value value) {
    check(header, from, header.length);
    return Item.restore(
        value,
        (int) INT.get(header, from + 2),
        Integer.toUnsignedLong((int) INT.get(header, from + EXPTIME_OFFSET)),
        (long) LONG.get(header, from + 14),
        header[from + 1],
        false,
        Integer.toUnsignedLong((int) INT.get(header, from + 10)));
  }

  /** Reads only the exptime, which is all that a sweeper needs. */
  public static long exptime(byte[] source, int from, int to) {
    check(source, from, to);
    return Integer.toUnsignedLong((int) INT.get(source, from + EXPTIME_OFFSET));
  }

  private static void check(byte[] source, int from, int to) {
    if (to - from < HEADER_LENGTH) {
      throw new EngineException(
          EngineException.Kind.CORRUPT,
          "a stored item of " + (to - from) + " bytes is shorter than its header");
    }
    if (source[from] != VERSION) {
      throw new EngineException(
          EngineException.Kind.CORRUPT,
          "a stored item has format " + source[from] + ", this version reads " + VERSION);
    }
  }
}
