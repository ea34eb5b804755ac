package dev.memotor.server.admin;

import dev.memotor.server.observe.counters.KeyCounter;

/** The last hour of one counter. Used under the history's lock. */
final class Curve {

  private final float[] values = new float[History.LENGTH];
  private final float[] rates = new float[History.LENGTH];
  private long added;
  private long taken;
  private long begunAt = -1;

  /** Adds a point. */
  void add(KeyCounter counter, long number, double seconds) {
    long newAdded = counter.added();
    long newTaken = counter.taken();
    int at = (int) (number % History.LENGTH);
    values[at] = counter.hasValue() ? counter.value() : Float.NaN;
    rates[at] =
        begunAt < 0 ? 0 : (float) ((newAdded - added + (double) (newTaken - taken)) / seconds);
    added = newAdded;
    taken = newTaken;
    begunAt = begunAt < 0 ? number : begunAt;
  }

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
