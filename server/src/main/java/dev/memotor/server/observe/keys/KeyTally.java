package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the most frequent keys of a stream in a fixed number of cells (the Space-Saving algorithm
 * of Metwally, Agrawal and El Abbadi): a key without a cell takes over the one that counted least,
 * and the count found there is remembered as what the key may not have earned itself. A key with
 * more than one part in as many as there are cells is never missed.
 *
 * <p>The cells are a heap with the least on top: where all keys are rare nearly every one takes
 * that over, and an event loop has no time to look for it.
 */
final class KeyTally {

  private final Cell[] heap;
  private final Map<Key, Cell> cells;
  private int size;

  private static final class Cell {
    private Key key;
    private long count;
    private long inherited;
    private int at;

    Cell(Key key) {
      this.key = key;
    }
  }

  /** Receives what was counted. */
  interface Visitor {
    /** A key, with a count that it has at least. */
    void visit(Key key, long count);
  }

  KeyTally(int cells) {
    this.heap = new Cell[cells];
    this.cells = new HashMap<>(cells * 2);
  }

  void add(Key key, long amount) {
    Cell cell = cells.get(key);
    if (cell == null) {
      cell = size < heap.length ? newCell(key) : takeLeast(key);
      cells.put(key, cell);
    }
    cell.count += amount;
    sink(cell);
  }

  /** Nothing is less than nothing, so the way up to the top is free for a new cell. */
  private Cell newCell(Key key) {
    Cell cell = new Cell(key);
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      place(heap[parent], at);
      at = parent;
    }
    place(cell, 0);
    return cell;
  }

  private Cell takeLeast(Key key) {
    Cell least = heap[0];
    cells.remove(least.key);
    least.key = key;
    least.inherited = least.count;
    return least;
  }

  /** Moves a cell that counts more than before down to where no cell below it counts less. */
  private void sink(Cell cell) {
    int at = cell.at;
    for (int child = lesserChild(at); child >= 0; child = lesserChild(at)) {
      if (heap[child].count >= cell.count) {
        break;
      }
      place(heap[child], at);
      at = child;
    }
    place(cell, at);
  }

  /** Which of the two cells below one counts less; negative if there are none. */
  private int lesserChild(int at) {
    int left = 2 * at + 1;
    if (left >= size) {
      return -1;
    }
    int right = left + 1;
    return right < size && heap[right].count < heap[left].count ? right : left;
  }

  private void place(Cell cell, int at) {
    heap[at] = cell;
    cell.at = at;
  }

  /** Halves all counts, so that the past weighs less and less; what is forgotten gives way. */
  void halve() {
    Cell[] all = Arrays.copyOf(heap, size);
    clear();
    for (Cell cell : all) {
      cell.count /= 2;
      cell.inherited /= 2;
      if (cell.count > 0) {
        cells.put(cell.key, cell);
        place(cell, size++);
      }
    }
    // Those that left may have stood between one cell and a lesser one.
    for (int i = size / 2 - 1; i >= 0; i--) {
      sink(heap[i]);
    }
  }

  void clear() {
    cells.clear();
    Arrays.fill(heap, null);
    size = 0;
  }

  void visit(Visitor visitor) {
    for (int i = 0; i < size; i++) {
      visitor.visit(heap[i].key, heap[i].count - heap[i].inherited);
    }
  }
}
