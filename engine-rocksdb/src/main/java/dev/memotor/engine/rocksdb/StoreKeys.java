package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The keys in the column families. All numbers are big endian, so that keys sort by them.
 *
 * <pre>
 * items    generation (4 bytes), key
 * expiry   generation (4 bytes), exptime (4 bytes, unsigned), key
 * meta     a name in ASCII
 * </pre>
 *
 * <p>The generation comes first: what a flush left behind is one range of each family.
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

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private StoreKeys() {}

  /** Writes an items key; returns its length. */
  static int writeItemKey(int generation, Key key, byte[] target) {
    putInt(target, 0, generation);
    byte[] bytes = key.bytes();
    System.arraycopy(bytes, 0, target, GENERATION_LENGTH, bytes.length);
    return GENERATION_LENGTH + bytes.length;
  }

  /** Returns the lower bound of a generation's keys in items or expiry. */
  static byte[] startOf(int generation) {
    byte[] start = new byte[GENERATION_LENGTH];
    putInt(start, 0, generation);
    return start;
  }

  /** Returns the lower bound of the expiry keys with an exptime. */
  static byte[] expiryStart(int generation, long exptime) {
    byte[] start = new byte[EXPIRY_PREFIX_LENGTH];
    putInt(start, 0, generation);
    putInt(start, GENERATION_LENGTH, (int) exptime);
    return start;
  }

  static int generation(byte[] storeKey) {
    return (int) INT.get(storeKey, 0);
  }

  /** Returns the exptime in an expiry key. */
  static long exptime(byte[] expiryKey) {
    return Integer.toUnsignedLong((int) INT.get(expiryKey, GENERATION_LENGTH));
  }

  static byte[] number(long number) {
    byte[] bytes = new byte[Long.BYTES];
    LONG.set(bytes, 0, number);
    return bytes;
  }

  static long number(byte[] bytes) {
    return (long) LONG.get(bytes, 0);
  }

  static void putInt(byte[] target, int at, int number) {
    INT.set(target, at, number);
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
