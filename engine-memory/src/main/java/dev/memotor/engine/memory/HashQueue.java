package dev.memotor.engine.memory;

/** A FIFO of hashes in off-heap memory, four bytes each. Guarded by its user. */
final class HashQueue {

  /** The size of the cells that a queue is made of. */
  static final int CELL = 4096;

  /** After the reference of the next cell. */
  private static final int HASHES = (CELL - Long.BYTES) / Integer.BYTES;

  private final Memory memory;
  private final Cells cells;
  private long first;
  private long last;
  private int firstAt;
  private int lastAt;
  private long size;

  /** Creates an empty queue; several can share the cells. */
  HashQueue(Memory memory, Cells cells) {
    this.memory = memory;
    this.cells = cells;
  }

  long size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Adds a hash; returns false if there is no memory. */
  boolean add(int hash) {
    if (last == 0 || lastAt == HASHES) {
      long cell = cells.allocate();
      if (cell == 0) {
        return false;
      }
      memory.chunk(cell).putLong(memory.offset(cell), 0);
      if (last == 0) {
        first = cell;
      } else {
        memory.chunk(last).putLong(memory.offset(last), cell);
      }
      last = cell;
      lastAt = 0;
    }
    memory.chunk(last).putInt(at(last, lastAt++), hash);
    size++;
    return true;
  }

  /** Returns the oldest hash of a queue that is not empty. */
  int oldest() {
    return memory.chunk(first).getInt(at(first, firstAt));
  }

  /** Removes the oldest hash of a queue that is not empty. */
  int remove() {
    int hash = oldest();
    firstAt++;
    if (--size == 0) {
      firstAt = 0;
      lastAt = 0;
    } else if (firstAt == HASHES) {
      removeCell();
    }
    return hash;
  }

  private void removeCell() {
    long next = memory.chunk(first).getLong(memory.offset(first));
    cells.free(first);
    first = next;
    firstAt = 0;
  }

  void clear() {
    while (first != last) {
      removeCell();
    }
    firstAt = 0;
    lastAt = 0;
    size = 0;
  }

  private int at(long cell, int index) {
    return memory.offset(cell) + Long.BYTES + index * Integer.BYTES;
  }
}
