package dev.memotor.benchmarks.compare;

import java.time.Duration;

/** The time after which nothing more is begun; remembers whether anything was left out. */
final class Deadline {

  private final long end;
  private boolean cutShort;

  Deadline(Duration fromNow) {
    end = System.nanoTime() + fromNow.toNanos();
  }

  /** Returns whether what would be next has to be left out. */
  boolean isOver() {
    boolean over = System.nanoTime() - end > 0;
    cutShort |= over;
    return over;
  }

  /** Returns whether something was left out. */
  boolean hasCutShort() {
    return cutShort;
  }
}
