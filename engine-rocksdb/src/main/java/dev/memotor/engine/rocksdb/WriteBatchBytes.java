package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ItemEnvelope;

/**
 * Builds a serialized RocksDB write batch, so that a whole group of writes needs one JNI call:
 *
 * <pre>
 * sequence number   8 bytes, left 0
 * record count      4 bytes, little endian
 * records           type, column family (varint, unless it is the default one), then the key and
 *                   for a put the value, each behind its length (varint)
 * </pre>
 *
 * <p>The caller computes the size beforehand with the static methods, so that the array can be
 * passed to RocksDB without a copy.
 */
final class WriteBatchBytes {

  static final int HEADER_LENGTH = 12;

  /** The maximum length of a serialized batch. */
  static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

  private static final int COUNT_OFFSET = 8;
  private static final byte DELETE = 0x0;
  private static final byte PUT = 0x1;
  private static final byte FAMILY_DELETE = 0x4;
  private static final byte FAMILY_PUT = 0x5;

  private final byte[] bytes;
  private int at = HEADER_LENGTH;
  private int count;

  /**
   * Creates an empty batch.
   *
   * @param length the length of the finished batch, including its header
   */
  WriteBatchBytes(int length) {
    bytes = new byte[length];
  }

  /** Returns the bytes that a put takes. */
  static long putLength(int family, int keyLength, long valueLength) {
    return deleteLength(family, keyLength)
        + varintLength(Math.toIntExact(valueLength))
        + valueLength;
  }

  /** Returns the bytes that a delete takes. */
  static long deleteLength(int family, int keyLength) {
    return 1L + (family == 0 ? 0 : varintLength(family)) + varintLength(keyLength) + keyLength;
  }

  /** Puts an item under its items key. */
  void putItem(int family, int generation, Key key, Item item) {
    begin(PUT, FAMILY_PUT, family);
    itemKey(generation, key);
    varint(ItemEnvelope.length(item));
    at = ItemEnvelope.write(item, bytes, at);
  }

  /** Deletes an items key. */
  void deleteItem(int family, int generation, Key key) {
    begin(DELETE, FAMILY_DELETE, family);
    itemKey(generation, key);
  }

  /** Puts an expiry key, which has no value. */
  void putExpiry(int family, int generation, long exptime, Key key) {
    begin(PUT, FAMILY_PUT, family);
    expiryKey(generation, exptime, key);
    varint(0);
  }

  /** Deletes an expiry key. */
  void deleteExpiry(int family, int generation, long exptime, Key key) {
    begin(DELETE, FAMILY_DELETE, family);
    expiryKey(generation, exptime, key);
  }

  /** Puts any key and value. */
  void put(int family, byte[] key, byte[] value) {
    begin(PUT, FAMILY_PUT, family);
    varint(key.length);
    append(key);
    varint(value.length);
    append(value);
  }

  /**
   * Returns the finished batch.
   *
   * @throws IllegalStateException if its length differs from the one given to the constructor
   */
  byte[] finish() {
    if (at != bytes.length) {
      throw new IllegalStateException("a batch of " + bytes.length + " bytes has " + at);
    }
    bytes[COUNT_OFFSET] = (byte) count;
    bytes[COUNT_OFFSET + 1] = (byte) (count >>> 8);
    bytes[COUNT_OFFSET + 2] = (byte) (count >>> 16);
    bytes[COUNT_OFFSET + 3] = (byte) (count >>> 24);
    return bytes;
  }

  private void begin(byte type, byte familyType, int family) {
    count++;
    if (family == 0) {
      bytes[at++] = type;
    } else {
      bytes[at++] = familyType;
      varint(family);
    }
  }

  private void itemKey(int generation, Key key) {
    varint(StoreKeys.GENERATION_LENGTH + key.length());
    StoreKeys.putInt(bytes, at, generation);
    at += StoreKeys.GENERATION_LENGTH;
    append(key.bytes());
  }

  private void expiryKey(int generation, long exptime, Key key) {
    varint(StoreKeys.EXPIRY_PREFIX_LENGTH + key.length());
    StoreKeys.putInt(bytes, at, generation);
    StoreKeys.putInt(bytes, at + StoreKeys.GENERATION_LENGTH, (int) exptime);
    at += StoreKeys.EXPIRY_PREFIX_LENGTH;
    append(key.bytes());
  }

  private void append(byte[] source) {
    System.arraycopy(source, 0, bytes, at, source.length);
    at += source.length;
  }

  private void varint(int number) {
    int rest = number;
    while ((rest & ~0x7f) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  private static int varintLength(int number) {
    return number == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(number)) / 7;
  }
}
