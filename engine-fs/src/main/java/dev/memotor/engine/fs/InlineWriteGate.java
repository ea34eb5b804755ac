package dev.memotor.engine.fs;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides whether event loops run short operations themselves. While the page cache holds the
 * files, that takes less time than handing the operations to a pool. The gate measures how long
 * they take, and closes for a while when they begin to wait for the disk. Thread-safe; concurrent
 * measurements may be lost.
 */
final class InlineWriteGate {

  /** From the page cache, an operation takes about 10. */
  private static final long LIMIT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** A few pauses of the thread, however long, prove nothing. */
  private static final long MOST_OF_ONE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int WEIGHT = 64;
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LongSupplier nanoTime;
  private volatile long meanNanos;
  private volatile boolean resting;
  private volatile long restBegan;

  InlineWriteGate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Returns whether the next operation should run on the event loop. */
  boolean isOpen() {
    if (resting) {
      if (nanoTime.getAsLong() - restBegan < REST_NANOS) {
        return false;
      }
      meanNanos = 0;
      resting = false;
    }
    return true;
  }

  /** Returns the current time, for {@link #took}. */
  long now() {
    return nanoTime.getAsLong();
  }

  /** Records that some operations began at that time and end now. */
  void took(long began, int operations) {
    long now = nanoTime.getAsLong();
    long each = Math.min((now - began) / operations, MOST_OF_ONE_NANOS);
    long mean = meanNanos;
    mean += (each - mean) / WEIGHT;
    meanNanos = mean;
    if (mean > LIMIT_NANOS) {
      restBegan = now;
      resting = true;
    }
  }
}
