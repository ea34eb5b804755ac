package dev.memotor.engine.fs;

import dev.memotor.engine.Item;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The beginning of a slot: all of an item except its key and value:
 *
 * <pre>
 *  0  version       1 byte, {@value #VERSION}
 *  1  marks         1 byte
 *  2  area          1 byte, where the value is
 *  3  zero          1 byte
 *  4  flags         4 bytes, big endian, as all numbers here
 *  8  exptime       4 bytes, unsigned UNIX seconds, 0 for never
 * 12  stored at     4 bytes, unsigned UNIX seconds
 * 16  CAS           8 bytes, unsigned
 * 24  sequence       8 bytes, one more than in the previous header
 * 32  value length  4 bytes
 * 36  value CRC     4 bytes, CRC-32C of the value
 * 40  header CRC      4 bytes, CRC-32C of the 40 bytes before
 * 44  zero          4 bytes
 * </pre>
 */
record SlotHeader(
    int marks,
    int area,
    int flags,
    long exptime,
    long storedAt,
    long cas,
    long sequence,
    int valueLength,
    int valueCrc) {

  static final int LENGTH = 48;
  static final int VERSION = 1;

  /** The sequence number in the first header of a new file. */
  static final long FIRST = 1;

  private static final int CRC_OFFSET = 40;

  static SlotHeader of(Item item, int area, long sequence, int valueLength, int valueCrc) {
    return new SlotHeader(
        item.marks(),
        area,
        item.flags(),
        item.exptime(),
        item.lastAccess(),
        item.cas(),
        sequence,
        valueLength,
        valueCrc);
  }

  SlotHeader withStoredAt(long moment) {
    return new SlotHeader(
        marks, area, flags, exptime, moment, cas, sequence, valueLength, valueCrc);
  }

  /** Returns this header with the previous sequence number. */
  SlotHeader before() {
    return new SlotHeader(
        marks, area, flags, exptime, storedAt, cas, sequence - 1, valueLength, valueCrc);
  }

  void write(byte[] target, int at) {
    ByteBuffer buffer = ByteBuffer.wrap(target, at, LENGTH);
    buffer.put((byte) VERSION).put((byte) marks).put((byte) area).put((byte) 0);
    buffer.putInt(flags).putInt((int) exptime).putInt((int) storedAt);
    buffer.putLong(cas).putLong(sequence).putInt(valueLength).putInt(valueCrc);
    buffer.putInt(crc(target, at, CRC_OFFSET));
  }

  /** Reads a header; returns null if there is none or it is damaged. */
  static SlotHeader read(byte[] source, int at) {
    ByteBuffer buffer = ByteBuffer.wrap(source, at, LENGTH);
    if (buffer.get() != VERSION || buffer.getInt(at + CRC_OFFSET) != crc(source, at, CRC_OFFSET)) {
      return null;
    }
    int marks = buffer.get();
    int area = buffer.get();
    buffer.get();
    return new SlotHeader(
        marks,
        area,
        buffer.getInt(),
        Integer.toUnsignedLong(buffer.getInt()),
        Integer.toUnsignedLong(buffer.getInt()),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getInt(),
        buffer.getInt());
  }

  static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
