package dev.memotor.engine.memory;

import dev.memotor.engine.Value;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The value of an item where it lies in the table: valid during the turn in which it was read, and
 * while it is pinned.
 */
final class TableValue extends Value {

  private static final long[] NO_PIECES = {};

  private final ItemTable table;

  /** The block of the item. */
  private final long ref;

  private final int length;

  /** Where its first part begins within the block's chunk. */
  private final int at;

  /** The length of its first part; the rest is chained to it. */
  private final int lengthInHead;

  /** The blocks of the further parts, once needed: all methods must see the same ones. */
  private long @Nullable [] pieces;

  TableValue(ItemTable table, long ref, int length, int at, int lengthInHead) {
    this.table = table;
    this.ref = ref;
    this.length = length;
    this.at = at;
    this.lengthInHead = lengthInHead;
  }

  /** Returns the block of the item. */
  long ref() {
    return ref;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public boolean isLent() {
    return true;
  }

  @Override
  public byte[] bytes() {
    byte[] bytes = new byte[length];
    copyTo(bytes, 0);
    return bytes;
  }

  @Override
  public void copyTo(byte[] target, int targetAt) {
    table.requireLive(ref);
    table.memory().chunk(ref).get(at, target, targetAt, lengthInHead);
    if (length > lengthInHead) {
      ByteBuffer rest = ByteBuffer.wrap(target, targetAt + lengthInHead, length - lengthInHead);
      copyTo(lengthInHead, rest);
    }
  }

  @Override
  public int copyTo(int from, ByteBuffer target) {
    int before = target.position();
    int skip = from;
    for (ByteBuffer part : pieces()) {
      int size = part.remaining();
      if (skip < size) {
        part.position(skip);
        part.limit(skip + Math.min(size - skip, target.remaining()));
        target.put(part);
      }
      skip = Math.max(0, skip - size);
    }
    return target.position() - before;
  }

  @Override
  public ByteBuffer[] pieces() {
    table.requireLive(ref);
    long[] rest = rest();
    ByteBuffer[] parts = new ByteBuffer[rest.length + 1];
    parts[0] = table.memory().chunk(ref).slice(at, lengthInHead);
    int left = length - lengthInHead;
    for (int i = 0; i < rest.length; i++) {
      int size = Math.min(left, table.pieceLength(rest[i]));
      parts[i + 1] =
          table
              .memory()
              .chunk(rest[i])
              .slice(table.memory().offset(rest[i]) + ItemBlock.PIECE_HEADER, size);
      left -= size;
    }
    return parts;
  }

  private long[] rest() {
    long[] rest = pieces;
    if (rest == null) {
      rest = length == lengthInHead ? NO_PIECES : table.pieces(ref);
      pieces = rest;
    }
    return rest;
  }

  @Override
  public boolean pin() {
    table.pins().pin(pages());
    return true;
  }

  @Override
  public void unpin() {
    table.pins().unpin(pages());
  }

  private int[] pages() {
    long[] rest = rest();
    int[] pages = new int[rest.length + 1];
    pages[0] = Memory.pageOf(ref);
    for (int i = 0; i < rest.length; i++) {
      pages[i + 1] = Memory.pageOf(rest[i]);
    }
    return pages;
  }
}
