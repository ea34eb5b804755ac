package dev.memotor.engine.fs;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether files answer from memory, as they do while the system's page cache holds them: then a
 * network thread loses less time with a short operation than with handing it on. Learned from how
 * long such operations take; when they begin to wait for the disk, it is left alone for a while.
 * For all threads; what they learn may be lost when they do so in the same instant.
 */
final class InlineWriteGate {

  /** From memory it takes about 10. */
  private static final long LIMIT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** A few pauses of the thread, whatever their length, prove nothing. */
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

  /** Whether the next one is likely to be prompt. */
  boolean isLikely() {
    if (resting) {
      if (nanoTime.getAsLong() - restBegan < REST_NANOS) {
        return false;
      }
      meanNanos = 0;
      resting = false;
    }
    return true;
  }

  /** This moment, for {@link #took}. */
  long now() {
    return nanoTime.getAsLong();
  }

  /** Learns from some operations that began at that moment and end now. */
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
