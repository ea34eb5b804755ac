package dev.memotor.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/*
 * The layout of an item in its block:
 *
 *    0  CAS number (8 bytes)
 *    8  access record (4): when it was used last, in seconds since the table's base time (27 bits);
 *       whether it has been fetched (1 bit)
 *   12  meta (4): length of the key (8 bits), of the part of the value in this block (13), which
 *       fields follow (3), the item's marks (4). Not 0, so that a live block is known as such.
 *   16  exptime (4), if there is one
 *       flags (4), if they are not 0
 *       key
 *       value
 *
 * An item with a value too long for one block is chained. It has all fields:
 *
 *   16  exptime (4)
 *   20  flags (4)
 *   24  length of the value (4)
 *   28  unused (4)
 *   32  reference of the first piece (8)
 *   40  key
 *       the first bytes of the value
 *
 * A piece holds further bytes of the value:
 *
 *    0  reference of the next piece (8), 0 in the last
 *    8  hash of the item's key (4)
 *   12  meta (4): that it is a piece
 *   16  value
 */

/** Reads and writes the fields of items and pieces. */
final class ItemBlock {

  static final int PIECE_HEADER = 16;

  /** The length of the value in the head of an item is below this. */
  static final int MAX_HEAD = 1 << 13;

  private static final int ACCESS = 8;
  private static final int META = 12;
  private static final int FIELDS = 16;
  private static final int CHAINED_FLAGS = 20;
  private static final int CHAINED_LENGTH = 24;
  private static final int CHAINED_NEXT = 32;
  private static final int CHAINED_KEY = 40;

  private static final int LENGTH_SHIFT = 8;
  private static final int HAS_EXPTIME = 1 << 21;
  private static final int HAS_FLAGS = 1 << 22;
  private static final int CHAINED = 1 << 23;
  private static final int MARKS_SHIFT = 24;
  private static final int MARKS = 15;
  private static final int PIECE = 1 << 28;

  static final int LAST_ACCESS = (1 << 27) - 1;
  static final int FETCHED = 1 << 27;

  private static final VarHandle KEY_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private ItemBlock() {}

  /** Returns the bytes that an item takes in a single block. */
  static int size(int keyLength, int valueLength, boolean exptime, boolean flags) {
    return FIELDS + (exptime ? 4 : 0) + (flags ? 4 : 0) + keyLength + valueLength;
  }

  /** Returns the bytes of the head of a chained item. */
  static int chainedSize(int keyLength, int valueLengthInHead) {
    return CHAINED_KEY + keyLength + valueLengthInHead;
  }

  /** Writes the head of an item but for its value, and returns where the value goes. */
  static int write(ByteBuffer chunk, int at, byte[] key, int valueLength, int exptime, int flags) {
    int meta = key.length | valueLength << LENGTH_SHIFT;
    int next = at + FIELDS;
    if (exptime != 0) {
      meta |= HAS_EXPTIME;
      chunk.putInt(next, exptime);
      next += 4;
    }
    if (flags != 0) {
      meta |= HAS_FLAGS;
      chunk.putInt(next, flags);
      next += 4;
    }
    chunk.putInt(at + META, meta);
    chunk.put(next, key);
    return next + key.length;
  }

  /** Writes the head of a chained item but for its value, and returns where the value goes. */
  static int writeChained(ByteBuffer chunk, int at, byte[] key, int lengthInHead, int length) {
    chunk.putLong(at, 0);
    chunk.putInt(at + ACCESS, 0);
    chunk.putInt(
        at + META, key.length | lengthInHead << LENGTH_SHIFT | HAS_EXPTIME | HAS_FLAGS | CHAINED);
    chunk.putInt(at + FIELDS, 0);
    chunk.putInt(at + CHAINED_FLAGS, 0);
    chunk.putInt(at + CHAINED_LENGTH, length);
    chunk.putLong(at + CHAINED_NEXT, 0);
    chunk.put(at + CHAINED_KEY, key);
    return at + CHAINED_KEY + key.length;
  }

  static void writePiece(ByteBuffer chunk, int at, int hash) {
    chunk.putLong(at, 0);
    chunk.putInt(at + ACCESS, hash);
    chunk.putInt(at + META, PIECE);
  }

  static int meta(ByteBuffer chunk, int at) {
    return chunk.getInt(at + META);
  }

  static boolean isPiece(int meta) {
    return (meta & PIECE) != 0;
  }

  static boolean isChained(int meta) {
    return (meta & CHAINED) != 0;
  }

  static boolean hasExptimeField(int meta) {
    return (meta & HAS_EXPTIME) != 0;
  }

  static int marks(int meta) {
    return meta >>> MARKS_SHIFT & MARKS;
  }

  static void setMarks(ByteBuffer chunk, int at, int marks) {
    int meta = chunk.getInt(at + META) & ~(MARKS << MARKS_SHIFT);
    chunk.putInt(at + META, meta | (marks & MARKS) << MARKS_SHIFT);
  }

  static int keyLength(int meta) {
    return meta & 0xff;
  }

  /** Returns the length of the part of the value that is in the head. */
  static int lengthInHead(int meta) {
    return meta >>> LENGTH_SHIFT & (MAX_HEAD - 1);
  }

  static int length(ByteBuffer chunk, int at, int meta) {
    return isChained(meta) ? chunk.getInt(at + CHAINED_LENGTH) : lengthInHead(meta);
  }

  /** Returns where the key begins. */
  static int keyAt(int at, int meta) {
    if (isChained(meta)) {
      return at + CHAINED_KEY;
    }
    return at + FIELDS + (meta >>> 19 & 4) + (meta >>> 20 & 4);
  }

  /** Returns where the value, or its part in the head, begins. */
  static int valueAt(int at, int meta) {
    return keyAt(at, meta) + keyLength(meta);
  }

  static long cas(ByteBuffer chunk, int at) {
    return chunk.getLong(at);
  }

  static void setCas(ByteBuffer chunk, int at, long cas) {
    chunk.putLong(at, cas);
  }

  static int access(ByteBuffer chunk, int at) {
    return chunk.getInt(at + ACCESS);
  }

  static void setAccess(ByteBuffer chunk, int at, int access) {
    chunk.putInt(at + ACCESS, access);
  }

  /** Returns the hash of the key that a piece belongs to. */
  static int hashOfPiece(ByteBuffer chunk, int at) {
    return chunk.getInt(at + ACCESS);
  }

  static int exptime(ByteBuffer chunk, int at, int meta) {
    return hasExptimeField(meta) ? chunk.getInt(at + FIELDS) : 0;
  }

  /** Sets the exptime of an item that has room for it. */
  static void setExptime(ByteBuffer chunk, int at, int exptime) {
    chunk.putInt(at + FIELDS, exptime);
  }

  static int flags(ByteBuffer chunk, int at, int meta) {
    if ((meta & HAS_FLAGS) == 0) {
      return 0;
    }
    return chunk.getInt(at + FIELDS + (meta >>> 19 & 4));
  }

  /** Sets the flags of a chained item. */
  static void setFlags(ByteBuffer chunk, int at, int flags) {
    chunk.putInt(at + CHAINED_FLAGS, flags);
  }

  /** Returns the piece that follows a chained head. */
  static long firstPiece(ByteBuffer chunk, int at) {
    return chunk.getLong(at + CHAINED_NEXT);
  }

  static void setFirstPiece(ByteBuffer chunk, int at, long piece) {
    chunk.putLong(at + CHAINED_NEXT, piece);
  }

  static long nextPiece(ByteBuffer chunk, int at) {
    return chunk.getLong(at);
  }

  static void setNextPiece(ByteBuffer chunk, int at, long piece) {
    chunk.putLong(at, piece);
  }

  static byte[] key(ByteBuffer chunk, int at, int meta) {
    byte[] key = new byte[keyLength(meta)];
    chunk.get(keyAt(at, meta), key);
    return key;
  }

  static boolean hasKey(ByteBuffer chunk, int at, byte[] key) {
    int meta = chunk.getInt(at + META);
    int length = key.length;
    if (keyLength(meta) != length) {
      return false;
    }
    int keyAt = keyAt(at, meta);
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      if ((long) KEY_LONGS.get(key, i) != chunk.getLong(keyAt + i)) {
        return false;
      }
    }
    if (i < length && length >= Long.BYTES) {
      // The last bytes, some of them again.
      i = length - Long.BYTES;
      return (long) KEY_LONGS.get(key, i) == chunk.getLong(keyAt + i);
    }
    for (; i < length; i++) {
      if (key[i] != chunk.get(keyAt + i)) {
        return false;
      }
    }
    return true;
  }

  /** Loads an item into the processor's cache: the lines of the head, and the end of its value. */
  static int warm(ByteBuffer chunk, int at) {
    int meta = chunk.getInt(at + META);
    return meta + chunk.get(valueAt(at, meta) + lengthInHead(meta) - 1);
  }
}
