package dev.memotor.server.observe;

/** A {@link Histogram}'s figures at one moment, or what came between two moments. */
public final class Distribution {

  private final long[] counts;

  Distribution(long[] counts) {
    this.counts = counts;
  }

  /** What came since an earlier moment. */
  public Distribution since(Distribution earlier) {
    long[] difference = counts.clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= earlier.counts[i];
    }
    return new Distribution(difference);
  }

  public long count() {
    return countBelow(Long.MAX_VALUE);
  }

  public long sum() {
    return counts[Histogram.BUCKETS];
  }

  /** How many amounts were less than {@code end}, which should be the end of a bucket. */
  public long countBelow(long end) {
    long count = 0;
    for (int i = 0; i < Histogram.BUCKETS && Histogram.endOf(i) <= end; i++) {
      count += counts[i];
    }
    return count;
  }

  /**
   * An amount that so great a part of all amounts did not exceed, to within the width of a bucket.
   */
  public double quantile(double part) {
    double wanted = part * count();
    double seen = 0;
    for (int i = 0; i < Histogram.BUCKETS; i++) {
      if (counts[i] > 0 && seen + counts[i] >= wanted) {
        double begin = i == 0 ? 0 : Histogram.endOf(i - 1);
        return begin + (Histogram.endOf(i) - begin) * Math.max(0, wanted - seen) / counts[i];
      }
      seen += counts[i];
    }
    return 0;
  }
}
