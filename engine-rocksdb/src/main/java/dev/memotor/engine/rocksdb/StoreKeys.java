package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Key;
import java.nio.charset.StandardCharsets;

/**
 * The keys of the column families. All numbers are big endian, so that keys sort by them.
 *
 * <pre>
 * items    generation (4 bytes), key
 * expiry   generation (4 bytes), exptime (4 bytes, unsigned), key
 * meta     a name in ASCII
 * </pre>
 *
 * <p>The generation comes first everywhere: whatever a flush left behind is one range of each
 * family.
 */
final class StoreKeys {

  static final int GENERATION_LENGTH = 4;
  static final int EXPIRY_PREFIX_LENGTH = 8;
  static final int MAX_ITEM_KEY_LENGTH = GENERATION_LENGTH + Key.MAX_LENGTH;

  static final byte[] FORMAT = ascii("format");
  static final byte[] GENERATION = ascii("generation");
  static final byte[] FLUSH = ascii("flush");
  static final byte[] CLOCK = ascii("clock");
  static final byte[] CAS = ascii("cas");
  static final byte[] BOOT = ascii("boot");
  static final byte[] PROBE = ascii("probe");

  private StoreKeys() {}

  /** Writes an items key; returns its length. */
  static int writeItemKey(int generation, Key key, byte[] target) {
    putInt(target, 0, generation);
    byte[] bytes = key.bytes();
    System.arraycopy(bytes, 0, target, GENERATION_LENGTH, bytes.length);
    return GENERATION_LENGTH + bytes.length;
  }

  /** The first key, in items or in expiry, that can belong to a generation. */
  static byte[] startOf(int generation) {
    byte[] start = new byte[GENERATION_LENGTH];
    putInt(start, 0, generation);
    return start;
  }

  /** The first expiry key that can have an exptime. */
  static byte[] expiryStart(int generation, long exptime) {
    byte[] start = new byte[EXPIRY_PREFIX_LENGTH];
    putInt(start, 0, generation);
    putInt(start, GENERATION_LENGTH, (int) exptime);
    return start;
  }

  static int generation(byte[] storeKey) {
    return getInt(storeKey, 0);
  }

  /** The exptime in an expiry key. */
  static long exptime(byte[] expiryKey) {
    return Integer.toUnsignedLong(getInt(expiryKey, GENERATION_LENGTH));
  }

  static byte[] number(long number) {
    byte[] bytes = new byte[Long.BYTES];
    putInt(bytes, 0, (int) (number >>> 32));
    putInt(bytes, 4, (int) number);
    return bytes;
  }

  static long number(byte[] bytes) {
    return (long) getInt(bytes, 0) << 32 | Integer.toUnsignedLong(getInt(bytes, 4));
  }

  static void putInt(byte[] target, int at, int number) {
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

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
