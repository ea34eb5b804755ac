package dev.memotor.server.observe;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The counters of all event loops together, since the start or since the last reset. */
public final class ServerCounters {

  private final List<Counters> loops = new CopyOnWriteArrayList<>();
  private volatile long[] baseline = new long[Counter.values().length];

  /** Counters for one more event loop. */
  public Counters add() {
    Counters counters = new Counters();
    loops.add(counters);
    return counters;
  }

  public long get(Counter counter) {
    return total(counter) - baseline[counter.ordinal()];
  }

  /** Begins to count from zero; the loops' own cells are not touched, since only they may. */
  public void reset() {
    Counter[] all = Counter.values();
    long[] now = new long[all.length];
    for (Counter counter : all) {
      now[counter.ordinal()] = total(counter);
    }
    baseline = now;
  }

  private long total(Counter counter) {
    long sum = 0;
    for (Counters loop : loops) {
      sum += loop.get(counter);
    }
    return sum;
  }
}
