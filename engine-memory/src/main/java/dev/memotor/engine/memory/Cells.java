package dev.memotor.engine.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Pieces of off-heap memory of one size, cut from pages of their own, for structures other than
 * items. Freed cells are used again, but their pages are never given back. Thread-safe.
 */
final class Cells {

  private final Memory memory;
  private final int cellSize;

  /** Linked by their first words. */
  private long free;

  private int[] pages = new int[4];
  private volatile int pageCount;

  /** Cuts cells of a size that is a power of two, from 8 bytes. */
  Cells(Memory memory, int cellSize) {
    this.memory = memory;
    this.cellSize = cellSize;
  }

  /** Returns a cell whose content is undefined; 0 if there is no memory. */
  synchronized long allocate() {
    if (free == 0) {
      addPage();
    }
    long cell = free;
    if (cell != 0) {
      free = memory.chunk(cell).getLong(memory.offset(cell));
    }
    return cell;
  }

  private void addPage() {
    // Of zeroes: a reader of the index that is still in a cell when it is freed follows the free
    // cells, which must not lead it to arbitrary memory.
    int page = memory.takeClearedPage();
    if (page < 0) {
      return;
    }
    int count = pageCount;
    if (count == pages.length) {
      pages = Arrays.copyOf(pages, 2 * count);
    }
    pages[count] = page;
    pageCount = count + 1;
    long first = Memory.refOfPage(page);
    for (int at = Memory.PAGE - cellSize; at >= 0; at -= cellSize) {
      free(first + at / Long.BYTES);
    }
  }

  synchronized void free(long cell) {
    ByteBuffer chunk = memory.chunk(cell);
    chunk.putLong(memory.offset(cell), free);
    free = cell;
  }

  long bytes() {
    return (long) pageCount * Memory.PAGE;
  }

  /** Gives all memory back; no cell may be used afterwards. */
  synchronized void release() {
    for (int i = 0; i < pageCount; i++) {
      memory.freePage(pages[i]);
    }
    pageCount = 0;
    free = 0;
  }
}
