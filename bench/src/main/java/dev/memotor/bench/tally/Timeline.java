package dev.memotor.bench.tally;

/**
 * When a load is warmed up, when it ends, and the intervals in between, in nanoseconds of the
 * monotonic clock.
 */
public record Timeline(long start, long measureFrom, long end, long interval) {

  /** The interval of everything before and after the measurement. */
  public static final int OUTSIDE = -1;

  /** Everything is outside: for filling the store. */
  public static Timeline unmeasured(long start) {
    return new Timeline(start, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  int intervalAt(long now) {
    return now < measureFrom ? OUTSIDE : (int) ((now - measureFrom) / interval);
  }

  /** When the interval at {@code now} is over. */
  long intervalEnd(long now) {
    return now < measureFrom ? measureFrom : measureFrom + (intervalAt(now) + 1L) * interval;
  }
}
