package dev.memotor.server.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How often which amounts came, in buckets of which each power of two has four. One thread adds,
 * anyone reads.
 */
public final class Histogram {

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Buckets for each power of two, as a power of two. */
  private static final int STEP_BITS = 2;

  private static final int STEPS = 1 << STEP_BITS;

  /** Up to 2^27: over two minutes in microseconds. What is more goes into the last bucket. */
  private static final int OCTAVES = 26;

  static final int BUCKETS = STEPS * OCTAVES;
  private static final int SUM = BUCKETS;

  /** Keeps two loops' cells off one cache line. */
  private static final int PADDING = 16;

  private final long[] cells = new long[PADDING + BUCKETS + 1 + PADDING];

  /** Adds an amount, so many times. */
  void add(long amount, long times) {
    addTo(bucketOf(amount), times);
    addTo(SUM, amount * times);
  }

  private void addTo(int cell, long amount) {
    int at = PADDING + cell;
    CELL.setOpaque(cells, at, cells[at] + amount);
  }

  /** Adds this histogram to a sum of several. */
  void addTo(long[] counts) {
    for (int i = 0; i <= BUCKETS; i++) {
      counts[i] += (long) CELL.getOpaque(cells, PADDING + i);
    }
  }

  static long[] newCounts() {
    return new long[BUCKETS + 1];
  }

  static int bucketOf(long amount) {
    if (amount < STEPS) {
      return (int) Math.max(0, amount);
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(amount);
    int step = (int) (amount >>> (octave - STEP_BITS)) & (STEPS - 1);
    return Math.min(BUCKETS - 1, (octave - STEP_BITS + 1) * STEPS + step);
  }

  /** The least amount that is too much for a bucket. */
  static long endOf(int bucket) {
    if (bucket < STEPS) {
      return bucket + 1L;
    }
    int octave = bucket / STEPS - 1 + STEP_BITS;
    long step = bucket % STEPS;
    return (STEPS + step + 1) << (octave - STEP_BITS);
  }
}
