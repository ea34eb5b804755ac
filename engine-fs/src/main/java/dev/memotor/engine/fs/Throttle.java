package dev.memotor.engine.fs;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Spreads a long work of many small steps over time, so that clients find the disk and a processor
 * free most of the time: after each slice of work comes a pause three times as long. Used by one
 * thread.
 */
final class Throttle {

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int PAUSE_PER_WORK = 3;

  /** A step that was slow, for the disk was busy, does not hold up the work for long. */
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LongSupplier nanoTime;
  private final LongConsumer pause;
  private long sliceBegan;

  /** A throttle that begins to count now. */
  Throttle(LongSupplier nanoTime, LongConsumer pause) {
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.sliceBegan = nanoTime.getAsLong();
  }

  /** To be called after each step of the work. */
  void afterStep() {
    long worked = nanoTime.getAsLong() - sliceBegan;
    if (worked >= SLICE_NANOS) {
      pause.accept(Math.min(worked * PAUSE_PER_WORK, LONGEST_PAUSE_NANOS));
      sliceBegan = nanoTime.getAsLong();
    }
  }
}
