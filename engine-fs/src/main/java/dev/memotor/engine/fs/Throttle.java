package dev.memotor.engine.fs;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Spreads long work of many small steps over time, so that the disk and a processor are mostly free
 * for clients: each slice of work is followed by a pause three times as long. For one thread.
 */
final class Throttle {

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int PAUSE_PER_WORK = 3;

  /** A step that was slow because the disk was busy does not delay the work for long. */
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LongSupplier nanoTime;
  private final LongConsumer pause;
  private long sliceBegan;

  /** Creates a throttle whose first slice begins now. */
  Throttle(LongSupplier nanoTime, LongConsumer pause) {
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.sliceBegan = nanoTime.getAsLong();
  }

  /** Pauses if the current slice is over; called after each step. */
  void afterStep() {
    long worked = nanoTime.getAsLong() - sliceBegan;
    if (worked >= SLICE_NANOS) {
      pause.accept(Math.min(worked * PAUSE_PER_WORK, LONGEST_PAUSE_NANOS));
      sliceBegan = nanoTime.getAsLong();
    }
  }
}
