package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the most frequent keys of a stream in a fixed number of cells (the Space-Saving algorithm
 * of Metwally, Agrawal and El Abbadi). A key without a cell takes over the cell with the lowest
 * count, and that count is recorded as inherited: an upper bound of the error. With n cells, a key
 * whose share is more than 1/n is never missed.
 *
 * <p>The cells form a heap with the lowest count on top. When all keys are rare, nearly every key
 * takes over a cell, and searching for it would cost the event loop too much.
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

  /** Receives the counts. */
  interface Visitor {
    /** Receives a key and a lower bound of its count. */
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

  /** Adds a cell on top of the heap: its count is 0, and no count is lower. */
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

  /** Moves a cell whose count has grown down the heap, below all cells with a lower count. */
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

  /** Returns which child of a cell has the lower count; negative if it has no children. */
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

  /** Halves all counts, so that old operations count less and less; removes cells at zero. */
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
    // Removing cells has broken the order of the heap.
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
