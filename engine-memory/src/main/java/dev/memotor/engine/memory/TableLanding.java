package dev.memotor.engine.memory;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A chained item while its value is written: its blocks are allocated as the value comes. */
final class TableLanding extends Landing {

  private final ItemTable table;
  private final Key key;
  private final boolean makesRoom;
  private final int length;

  /** 0 before any space is asked for, and once the item was stored or abandoned. */
  private long head;

  private long last;

  /** Bytes of the value that are to go into blocks not allocated yet. */
  private int left;

  private @Nullable ByteBuffer space;

  private boolean ranOut;
  private boolean released;

  /** Null until the value is read. */
  private @Nullable TableValue complete;

  /**
   * Creates a value without bytes.
   *
   * @param makesRoom whether to evict others for it; not under a lock
   */
  TableLanding(ItemTable table, Key key, int length, boolean makesRoom) {
    this.table = table;
    this.key = key;
    this.length = length;
    this.makesRoom = makesRoom;
    this.left = length;
    table.beginUse();
    table.landing(length);
  }

  @Override
  public @Nullable ByteBuffer space() {
    if (space != null && space.hasRemaining()) {
      return space;
    }
    if (left == 0) {
      return null;
    }
    space = ranOut ? null : head == 0 ? allocateHead() : allocatePiece();
    if (space == null) {
      runOut();
      space = sink();
    }
    return space.hasRemaining() ? space : space();
  }

  /** Gives up: the rest of the value goes nowhere, and the operation that carries it fails. */
  private void runOut() {
    if (!ranOut) {
      ranOut = true;
      if (head != 0) {
        table.freeItem(head);
        head = 0;
      }
      if (makesRoom) {
        table.makeRoom();
      }
    }
  }

  private ByteBuffer sink() {
    ByteBuffer sink = ByteBuffer.allocate(Math.min(left, ItemTable.MIDDLE));
    left -= sink.capacity();
    return sink;
  }

  /** Returns whether there was too little memory, so that the value is lost. */
  boolean ranOut() {
    return ranOut;
  }

  /** The head takes what would leave the last piece nearly empty. */
  private @Nullable ByteBuffer allocateHead() {
    int inHead = length % ItemTable.FULL % ItemTable.MIDDLE % ItemTable.SMALL;
    long ref = allocate(ItemBlock.chainedSize(key.length(), inHead));
    if (ref == 0) {
      return null;
    }
    head = ref;
    ByteBuffer chunk = table.memory().chunk(ref);
    int at = ItemBlock.writeChained(chunk, table.memory().offset(ref), key.bytes(), inHead, length);
    left -= inHead;
    return window(chunk, at, inHead);
  }

  private @Nullable ByteBuffer allocatePiece() {
    int size =
        left >= ItemTable.FULL
            ? ItemTable.FULL
            : left >= ItemTable.MIDDLE ? ItemTable.MIDDLE : ItemTable.SMALL;
    long ref = allocate(size + ItemBlock.PIECE_HEADER);
    if (ref == 0) {
      return null;
    }
    ByteBuffer chunk = table.memory().chunk(ref);
    int at = table.memory().offset(ref);
    ItemBlock.writePiece(chunk, at, ItemTable.hash(key));
    if (last == 0) {
      ItemBlock.setFirstPiece(table.memory().chunk(head), table.memory().offset(head), ref);
    } else {
      ItemBlock.setNextPiece(table.memory().chunk(last), table.memory().offset(last), ref);
    }
    last = ref;
    left -= size;
    return window(chunk, at + ItemBlock.PIECE_HEADER, size);
  }

  private long allocate(int size) {
    return makesRoom ? table.allocateInPlaceOfOthers(size) : table.allocate(size);
  }

  private static ByteBuffer window(ByteBuffer chunk, int from, int length) {
    ByteBuffer window = chunk.duplicate();
    window.position(from).limit(from + length);
    return window;
  }

  boolean isOf(ItemTable other) {
    return table == other && head != 0;
  }

  /** Writes the item's fields and returns its block, which still belongs to this landing. */
  long complete(Item item) {
    long ref = head;
    ByteBuffer chunk = table.memory().chunk(ref);
    int at = table.memory().offset(ref);
    ItemBlock.setExptime(chunk, at, (int) item.exptime());
    ItemBlock.setFlags(chunk, at, item.flags());
    table.writeRest(ref, item);
    return ref;
  }

  @Override
  public void abandon() {
    if (head != 0) {
      table.freeItem(head);
    }
    release();
  }

  /** Gives up the blocks, which belong to the table from now on or are free. */
  void release() {
    if (!released) {
      released = true;
      head = 0;
      table.landing(-(long) length);
      table.endUse();
    }
  }

  private TableValue complete() {
    if (complete == null) {
      if (head == 0 || left > 0 || (space != null && space.hasRemaining())) {
        throw new IllegalStateException("the value is not complete");
      }
      complete = (TableValue) table.item(head, ItemTable.ValueAccess.LENT).value();
    }
    return complete;
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
    return complete().bytes();
  }

  @Override
  public void copyTo(byte[] target, int at) {
    complete().copyTo(target, at);
  }

  @Override
  public int copyTo(int from, ByteBuffer target) {
    return complete().copyTo(from, target);
  }

  @Override
  public ByteBuffer[] pieces() {
    return complete().pieces();
  }

  @Override
  public boolean pin() {
    return complete().pin();
  }

  @Override
  public void unpin() {
    complete().unpin();
  }
}
