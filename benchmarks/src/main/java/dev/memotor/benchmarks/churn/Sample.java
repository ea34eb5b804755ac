package dev.memotor.benchmarks.churn;

/**
 * What one server did in an interval, and what it had at its end.
 *
 * @param second when the interval ended
 * @param longestSafepoint nanoseconds; 0 if there was none
 */
record Sample(
    double second, Replies replies, long residentBytes, long longestSafepoint, Stored stored) {

  /**
   * What clients counted.
   *
   * @param refused sets for which there was no memory
   * @param longest nanoseconds until all replies to a batch were there
   */
  record Replies(long gets, long hits, long refused, long longest) {}

  /**
   * What the server holds.
   *
   * @param evictions since its start
   * @param liveBytes of values that are neither evicted nor expired, or {@link #UNKNOWN}
   */
  record Stored(long items, long evictions, long liveBytes) {

    static final long UNKNOWN = -1;
  }
}
