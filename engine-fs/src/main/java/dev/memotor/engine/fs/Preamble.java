package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first sector of an item's file, written once except for the mark:
 *
 * <pre>
 *   0  magic        4 bytes, "mmtr"
 *   4  version      1 byte, {@value #VERSION}
 *   5  areas        1 byte, 1 or 2
 *   6  key length   2 bytes, big endian, as all numbers here
 *   8  slot length  4 bytes
 *  12  CRC-32C      4 bytes, over the 12 bytes before and the key
 *  16  key
 * 504  mark         8 bytes, zero until slot 1 has been written
 * </pre>
 *
 * <p>Without the mark, a slot 1 that was wiped would look like one that was never written, and the
 * item would fall back to its previous value.
 */
record Preamble(Key key, Layout layout) {

  static final int LENGTH = Layout.SECTOR;
  static final int VERSION = 1;

  private static final int MAGIC = 0x6d6d7472;
  private static final int CRC_OFFSET = 12;
  private static final int KEY_OFFSET = 16;
  private static final int MARK_OFFSET = LENGTH - Long.BYTES;
  private static final long MARK = 0x7477_6f20_736c_6f74L;

  /** Why a sector is not a preamble. */
  enum Flaw {
    NONE,
    /** Not of a file of this engine. */
    FOREIGN,
    /** Only zeros, as far as it goes. */
    BLANK,
    /** Written by a later version. */
    NEWER,
    /** Of a file of this engine, but damaged. */
    BROKEN
  }

  void write(byte[] target) {
    byte[] keyBytes = key.bytes();
    ByteBuffer buffer = ByteBuffer.wrap(target);
    buffer.putInt(MAGIC).put((byte) VERSION).put((byte) layout.areas());
    buffer.putShort((short) keyBytes.length).putInt(layout.slotLength());
    buffer.putInt(crc(target, keyBytes.length, keyBytes, 0)).put(keyBytes);
  }

  /** Returns whether the bytes begin like a file of this engine. */
  static boolean hasMagic(byte[] source, int length) {
    return length >= 4 && ByteBuffer.wrap(source).getInt() == MAGIC;
  }

  /** Returns what is wrong with a sector. */
  static Flaw flaw(byte[] source, int length) {
    if (isBlank(source, Math.min(length, LENGTH))) {
      return Flaw.BLANK;
    }
    if (!hasMagic(source, length)) {
      return isNearly(source, length) ? Flaw.BROKEN : Flaw.FOREIGN;
    }
    if (length < LENGTH) {
      return Flaw.BROKEN;
    }
    if (source[4] != VERSION) {
      byte[] repaired = source.clone();
      repaired[4] = VERSION;
      return source[4] > VERSION && !isChecked(repaired) ? Flaw.NEWER : Flaw.BROKEN;
    }
    return isChecked(source) && layout(source).isSound() ? Flaw.NONE : Flaw.BROKEN;
  }

  private static boolean isChecked(byte[] sector) {
    ByteBuffer buffer = ByteBuffer.wrap(sector);
    int keyLength = buffer.getShort(6);
    return keyLength >= 1
        && keyLength <= Key.MAX_LENGTH
        && buffer.getInt(CRC_OFFSET) == crc(sector, keyLength, sector, KEY_OFFSET);
  }

  private static boolean isBlank(byte[] source, int length) {
    for (int i = 0; i < length; i++) {
      if (source[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether only the magic number is wrong. */
  private static boolean isNearly(byte[] source, int length) {
    byte[] magic = ByteBuffer.allocate(Integer.BYTES).putInt(MAGIC).array();
    if (length < magic.length) {
      return Arrays.equals(source, 0, length, magic, 0, length);
    }
    if (length < LENGTH) {
      return false;
    }
    byte[] repaired = Arrays.copyOf(source, LENGTH);
    System.arraycopy(magic, 0, repaired, 0, magic.length);
    return isChecked(repaired);
  }

  /** Returns whether the mark says that slot 1 has been written. */
  static boolean isMarked(byte[] sector) {
    return ByteBuffer.wrap(sector).getLong(MARK_OFFSET) != 0;
  }

  /** Sets the mark, after slot 1 has been written and before that is acknowledged. */
  static void mark(DiskFile file) throws IOException {
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(MARK).array();
    file.write(MARK_OFFSET, bytes, 0, bytes.length);
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
