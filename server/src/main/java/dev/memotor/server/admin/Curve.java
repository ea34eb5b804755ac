package dev.memotor.server.admin;

import dev.memotor.server.observe.counters.KeyCounter;

/** The last hour of one counter. Used under the history's lock. */
final class Curve {

  private final float[] values = new float[History.LENGTH];
  private final float[] rates = new float[History.LENGTH];
  private long added;
  private long taken;

  /** The number of the first point. */
  private long begunAt = Long.MAX_VALUE;

  /** Adds a point. */
  void add(KeyCounter counter, long number, double seconds) {
    long newAdded = counter.added();
    long newTaken = counter.taken();
    int at = (int) (number % History.LENGTH);
    values[at] = counter.hasValue() ? counter.value() : Float.NaN;
    boolean first = begunAt == Long.MAX_VALUE;
    rates[at] = first ? 0 : (float) ((newAdded - added + (double) (newTaken - taken)) / seconds);
    added = newAdded;
    taken = newTaken;
    begunAt = first ? number : begunAt;
  }

  /** Returns the number of the first point; beyond all numbers if there is none. */
  long begunAt() {
    return begunAt;
  }

  float value(long number) {
    return number < begunAt ? Float.NaN : values[(int) (number % History.LENGTH)];
  }

  float rate(long number) {
    return number < begunAt ? 0 : rates[(int) (number % History.LENGTH)];
  }
}
