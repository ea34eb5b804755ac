package dev.memotor.engine.support;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import java.util.Arrays;

/**
 * An item in bytes, with a format version, for engines that keep bytes:
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

  /** The format written. */
  public static final int VERSION = 1;

  /** Bytes before the value. */
  public static final int HEADER_LENGTH = 22;

  private static final int EXPTIME_OFFSET = 6;

  private ItemEnvelope() {}

  /** Length of an item in its envelope. */
  public static int length(Item item) {
    return HEADER_LENGTH + item.value().length;
  }

  /** Writes an item; returns the offset behind it. */
  public static int write(Item item, byte[] target, int at) {
    writeHeader(item, target, at);
    byte[] value = item.value();
    System.arraycopy(value, 0, target, at + HEADER_LENGTH, value.length);
    return at + HEADER_LENGTH + value.length;
  }

  /** Writes all but the value. */
  public static void writeHeader(Item item, byte[] target, int at) {
    target[at] = VERSION;
    target[at + 1] = (byte) item.marks();
    putInt(target, at + 2, item.flags());
    putInt(target, at + EXPTIME_OFFSET, (int) item.exptime());
    putInt(target, at + 10, (int) item.lastAccess());
    putInt(target, at + 14, (int) (item.cas() >>> 32));
    putInt(target, at + 18, (int) item.cas());
  }

  /** An item in a fresh array. */
  public static byte[] toBytes(Item item) {
    byte[] bytes = new byte[length(item)];
    write(item, bytes, 0);
    return bytes;
  }

  /**
   * Reads an item; its value is a copy.
   *
   * @throws EngineException of kind CORRUPT if this is no envelope of a known version
   */
  public static Item read(byte[] source, int from, int to) {
    check(source, from, to);
    byte[] value = Arrays.copyOfRange(source, from + HEADER_LENGTH, to);
    return read(source, from, value);
  }

  /**
   * Reads the header and joins it with a value read by other means.
   *
   * @throws EngineException of kind CORRUPT if this is no envelope of a known version
   */
  public static Item read(byte[] header, int from, byte[] value) {
    check(header, from, header.length);
    return Item.restore(
        value,
        getInt(header, from + 2),
        Integer.toUnsignedLong(getInt(header, from + EXPTIME_OFFSET)),
        (long) getInt(header, from + 14) << 32 | Integer.toUnsignedLong(getInt(header, from + 18)),
        header[from + 1],
        false,
        Integer.toUnsignedLong(getInt(header, from + 10)));
  }

  /** The exptime alone; for sweepers, which need no more. */
  public static long exptime(byte[] source, int from, int to) {
    check(source, from, to);
    return Integer.toUnsignedLong(getInt(source, from + EXPTIME_OFFSET));
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

  private static void putInt(byte[] target, int at, int number) {
    target[at] = (byte) (number >>> 24);
    target[at + 1] = (byte) (number >>> 16);
    target[at + 2] = (byte) (number >>> 8);
    target[at + 3] = (byte) number;
  }

  private static int getInt(byte[] source, int at) {
    return (source[at] & 0xff) << 24
        | (source[at + 1] & 0xff) << 16
        | (source[at + 2] & 0xff) << 8
        | (source[at + 3] & 0xff);
  }
}
