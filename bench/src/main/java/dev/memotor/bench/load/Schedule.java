package dev.memotor.bench.load;

import dev.memotor.bench.workload.Random64;

/** The intended send times of an open loop, independent of earlier requests. */
final class Schedule {

  private final double meanGapNanos;
  private final Random64 random;
  private final boolean poisson;
  private final long begin;
  private double offset;

  /** One request every {@code meanGapNanos}, the first one at {@code begin}. */
  static Schedule regular(long begin, double meanGapNanos) {
    return new Schedule(begin, meanGapNanos, false, new Random64(0));
  }

  /** Independent requests: the gaps are exponentially distributed. */
  static Schedule poisson(long begin, double meanGapNanos, Random64 random) {
    return new Schedule(begin, meanGapNanos, true, random);
  }

  private Schedule(long begin, double meanGapNanos, boolean poisson, Random64 random) {
    this.begin = begin;
    this.meanGapNanos = meanGapNanos;
    this.poisson = poisson;
    this.random = random;
  }

  /** When the next request is due. */
  long due() {
    return begin + (long) offset;
  }

  void advance() {
    offset += poisson ? -Math.log(1 - random.nextDouble()) * meanGapNanos : meanGapNanos;
  }
}
