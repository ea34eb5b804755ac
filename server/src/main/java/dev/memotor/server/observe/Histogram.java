package dev.memotor.server.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Counts amounts in buckets, four per power of two. One thread adds, with opaque writes; any thread
 * reads.
 */
public final class Histogram {

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Buckets per power of two, as a power of two. */
  private static final int STEP_BITS = 2;

  private static final int STEPS = 1 << STEP_BITS;

  /** Up to 2^27: over two minutes in microseconds. Larger amounts go into the last bucket. */
  private static final int OCTAVES = 26;

  static final int BUCKETS = STEPS * OCTAVES;
  private static final int SUM = BUCKETS;

  /** Keeps two loops' cells off one cache line. */
  private static final int PADDING = 16;

  private final long[] cells = new long[PADDING + BUCKETS + 1 + PADDING];

  /** Adds an amount as often as {@code times} says. */
  void add(long amount, long times) {
    addTo(bucketOf(amount), times);
    addTo(SUM, amount * times);
  }

  private void addTo(int cell, long amount) {
    int at = PADDING + cell;
    CELL.setOpaque(cells, at, cells[at] + amount);
  }

  Distribution read() {
    long[] counts = new long[BUCKETS + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (long) CELL.getOpaque(cells, PADDING + i);
    }
    return new Distribution(counts);
  }

  static int bucketOf(long amount) {
    if (amount < STEPS) {
      return (int) Math.max(0, amount);
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(amount);
    int step = (int) (amount >>> (octave - STEP_BITS)) & (STEPS - 1);
    return Math.min(BUCKETS - 1, (octave - STEP_BITS + 1) * STEPS + step);
  }

  /** Returns the smallest amount that is too large for a bucket. */
  static long endOf(int bucket) {
    if (bucket < STEPS) {
      return bucket + 1L;
    }
    int octave = bucket / STEPS - 1 + STEP_BITS;
    long step = bucket % STEPS;
    return (STEPS + step + 1) << (octave - STEP_BITS);
  }

  /** What histograms held at one moment, or what was added between two moments. */
  public static final class Distribution {

    private final long[] counts;

    private Distribution(long[] counts) {
      this.counts = counts;
    }

    static Distribution sum(Stream<Distribution> distributions) {
      long[] sum = new long[BUCKETS + 1];
      distributions.forEach(each -> Arrays.setAll(sum, i -> sum[i] + each.counts[i]));
      return new Distribution(sum);
    }

    /** Returns what was added since an earlier moment. */
    Distribution since(Distribution earlier) {
      long[] difference = new long[BUCKETS + 1];
      Arrays.setAll(difference, i -> counts[i] - earlier.counts[i]);
      return new Distribution(difference);
    }

    public long count() {
      return countBelow(Long.MAX_VALUE);
    }

    public long sum() {
      return counts[SUM];
    }

    /** Counts the amounts below {@code end}, which should be the end of a bucket. */
    public long countBelow(long end) {
      long count = 0;
      for (int i = 0; i < BUCKETS && endOf(i) <= end; i++) {
        count += counts[i];
      }
      return count;
    }

    /** Returns a quantile, to within the width of a bucket; NaN if there are no amounts. */
    public double quantile(double part) {
      double wanted = part * count();
      double seen = 0;
      for (int i = 0; i < BUCKETS; i++) {
        if (counts[i] > 0 && seen + counts[i] >= wanted) {
          double begin = i == 0 ? 0 : endOf(i - 1);
          return begin + (endOf(i) - begin) * Math.max(0, wanted - seen) / counts[i];
        }
        seen += counts[i];
      }
      return Double.NaN;
    }
  }
}
