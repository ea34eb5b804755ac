package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The first sector of an item's file, written once:
 *
 * <pre>
 *  0  magic        4 bytes, "mmtr"
 *  4  version      1 byte, {@value #VERSION}
 *  5  areas        1 byte, 1 or 2
 *  6  key length   2 bytes, big endian, as all numbers here
 *  8  slot length  4 bytes
 * 12  CRC-32C      4 bytes, over the 12 bytes before and the key
 * 16  key
 * </pre>
 */
record Preamble(Key key, Layout layout) {

  static final int LENGTH = Layout.SECTOR;
  static final int VERSION = 1;

  private static final int MAGIC = 0x6d6d7472;
  private static final int CRC_OFFSET = 12;
  private static final int KEY_OFFSET = 16;

  /** Why a sector is no preamble. */
  enum Flaw {
    NONE,
    /** Nothing of ours. */
    FOREIGN,
    /** Written by a later version. */
    NEWER,
    /** Ours, but broken. */
    BROKEN
  }

  void write(byte[] target) {
    byte[] keyBytes = key.bytes();
    ByteBuffer buffer = ByteBuffer.wrap(target);
    buffer.putInt(MAGIC).put((byte) VERSION).put((byte) layout.areas());
    buffer.putShort((short) keyBytes.length).putInt(layout.slotLength());
    buffer.putInt(crc(target, keyBytes.length, keyBytes, 0)).put(keyBytes);
  }

  /** Whether the bytes begin as a file of this engine does. */
  static boolean hasMagic(byte[] source, int length) {
    return length >= 4 && ByteBuffer.wrap(source).getInt() == MAGIC;
  }

  /** What is wrong with a sector. */
  static Flaw flaw(byte[] source, int length) {
    if (!hasMagic(source, length)) {
      return Flaw.FOREIGN;
    }
    if (length < LENGTH) {
      return Flaw.BROKEN;
    }
    if (source[4] != VERSION) {
      return source[4] > VERSION ? Flaw.NEWER : Flaw.BROKEN;
    }
    ByteBuffer buffer = ByteBuffer.wrap(source);
    int keyLength = buffer.getShort(6);
    boolean whole =
        keyLength >= 1
            && keyLength <= Key.MAX_LENGTH
            && buffer.getInt(CRC_OFFSET) == crc(source, keyLength, source, KEY_OFFSET)
            && layout(source).isSound();
    return whole ? Flaw.NONE : Flaw.BROKEN;
  }

  /** Reads a sector without a {@link #flaw}. */
  static Preamble read(byte[] source) {
    int keyLength = ByteBuffer.wrap(source).getShort(6);
    return new Preamble(Key.copyOf(source, KEY_OFFSET, KEY_OFFSET + keyLength), layout(source));
  }

  private static Layout layout(byte[] source) {
    return new Layout(source[5], ByteBuffer.wrap(source).getInt(8));
  }

  private static int crc(byte[] sector, int keyLength, byte[] key, int keyFrom) {
    CRC32C crc = new CRC32C();
    crc.update(sector, 0, CRC_OFFSET);
    crc.update(key, keyFrom, keyLength);
    return (int) crc.getValue();
  }
}
