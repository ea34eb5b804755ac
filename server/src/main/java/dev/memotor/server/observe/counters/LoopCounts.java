package dev.memotor.server.observe.counters;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the arithmetic of one event loop by key, on its thread only. Each loop has its own table,
 * so that finding a key reads nothing that another thread writes.
 */
public final class LoopCounts {

  private static final int INITIAL_CAPACITY = 64;

  private final CountedKeys keys;
  private final boolean counts;

  /**
   * By open addressing; its length is a power of two, and three quarters of it at least are free: a
   * second look at a slot, which the processor cannot foresee, costs more than all the rest.
   */
  private CounterCell[] table = new CounterCell[INITIAL_CAPACITY];

  private int used;

  /** Written by the loop alone, read by others. */
  private final AtomicLong others = new AtomicLong();

  LoopCounts(CountedKeys keys) {
    this.keys = keys;
    this.counts = keys.max() > 0;
  }

  /** Counts an operation that has succeeded. */
  public void count(Arithmetic operation, Result result) {
    if (!counts) {
      return;
    }
    CounterCell cell = cell(operation.key());
    if (cell == null) {
      return;
    }
    if (result.isCreated()) {
      cell.add(operation.vivify().initial());
    } else if (operation.direction() == Arithmetic.Direction.UP) {
      cell.add(operation.delta());
    } else {
      cell.take(operation.delta());
    }
  }

  private CounterCell cell(Key key) {
    CounterCell[] cells = table;
    int mask = cells.length - 1;
    CounterCell cell;
    for (int i = key.hashCode() & mask; (cell = cells[i]) != null; i = (i + 1) & mask) {
      if (cell.isOf(key) && !cell.isGone()) {
        return cell;
      }
    }
    return keys.accepts(key) ? newCell(key) : null;
  }

  private CounterCell newCell(Key key) {
    KeyCounter counter = keys.register(key);
    CounterCell cell = counter == null ? null : counter.newCell();
    if (cell == null) {
      others.setOpaque(others.getPlain() + 1);
      return null;
    }
    if (used >= table.length / 4) {
      rebuild();
    }
    put(table, cell);
    used++;
    return cell;
  }

  /** Drops the cells that have left, and makes a larger table if the others need it. */
  private void rebuild() {
    int staying = 0;
    for (CounterCell cell : table) {
      if (cell != null && !cell.isGone()) {
        staying++;
      }
    }
    int length = INITIAL_CAPACITY;
    while (length < staying * 8) {
      length *= 2;
    }
    CounterCell[] larger = new CounterCell[length];
    used = 0;
    for (CounterCell cell : table) {
      // One that leaves right now is noticed at its next use or at the next rebuild.
      if (cell != null && !cell.isGone()) {
        put(larger, cell);
        used++;
      }
    }
    table = larger;
  }

  private static void put(CounterCell[] cells, CounterCell cell) {
    int mask = cells.length - 1;
    int i = cell.hash() & mask;
    while (cells[i] != null) {
      i = (i + 1) & mask;
    }
    cells[i] = cell;
  }

  /** How many operations counted on keys that have no counter because there was no place. */
  long operationsOnOthers() {
    return others.getOpaque();
  }
}
