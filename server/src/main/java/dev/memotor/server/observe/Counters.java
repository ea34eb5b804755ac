package dev.memotor.server.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one event loop: only its thread adds, anyone reads. So no counter is ever shared
 * between writing threads.
 */
public final class Counters {

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Keeps two loops' cells off one cache line. */
  private static final int PADDING = 16;

  private final long[] cells = new long[PADDING + Counter.values().length + PADDING];

  public void increment(Counter counter) {
    add(counter, 1);
  }

  public void add(Counter counter, long amount) {
    int cell = PADDING + counter.ordinal();
    CELL.setOpaque(cells, cell, cells[cell] + amount);
  }

  long get(Counter counter) {
    return (long) CELL.getOpaque(cells, PADDING + counter.ordinal());
  }
}
