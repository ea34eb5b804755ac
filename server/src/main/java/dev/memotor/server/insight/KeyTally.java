package dev.memotor.server.insight;

import dev.memotor.engine.Key;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the most frequent keys of a stream in a fixed number of cells (the Space-Saving algorithm
 * of Metwally, Agrawal and El Abbadi): a key without a cell takes over the one that counted least,
 * and the count found there is remembered as what the key may not have earned itself. A key with
 * more than one part in so many as there are cells is never missed.
 */
final class KeyTally {

  private final int cells;
  private final Map<Key, Cell> counts;

  private static final class Cell {
    private long count;
    private long inherited;
  }

  /** Receives what was counted. */
  interface Visitor {
    /** A key, with a count that it has at least. */
    void visit(Key key, long count);
  }

  KeyTally(int cells) {
    this.cells = cells;
    this.counts = new HashMap<>(cells * 2);
  }

  void add(Key key, long amount) {
    Cell cell = counts.get(key);
    if (cell == null) {
      cell = counts.size() < cells ? new Cell() : takeLeast();
      counts.put(key, cell);
    }
    cell.count += amount;
  }

  private Cell takeLeast() {
    Key leastKey = null;
    Cell least = null;
    for (Map.Entry<Key, Cell> entry : counts.entrySet()) {
      if (least == null || entry.getValue().count < least.count) {
        leastKey = entry.getKey();
        least = entry.getValue();
      }
    }
    counts.remove(leastKey);
    least.inherited = least.count;
    return least;
  }

  /** Halves all counts, so that the past weighs less and less; what is forgotten gives way. */
  void halve() {
    counts
        .values()
        .removeIf(
            cell -> {
              cell.count /= 2;
              cell.inherited /= 2;
              return cell.count == 0;
            });
  }

  void clear() {
    counts.clear();
  }

  void visit(Visitor visitor) {
    counts.forEach((key, cell) -> visitor.visit(key, cell.count - cell.inherited));
  }
}
