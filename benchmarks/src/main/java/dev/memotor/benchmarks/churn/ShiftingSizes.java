package dev.memotor.benchmarks.churn;

import dev.memotor.bench.workload.Random64;

/**
 * Sizes of values: lognormal between {@value #LEAST} and {@value #MOST} bytes, of a shape that
 * changes all the time while the mean stays. At one end most of the bytes are in values of a few
 * kilobytes; at the other most values are tiny, and most of the bytes are in a few large ones. So
 * an allocator has to move memory from one size to the other, and a cache of a given size still
 * holds as many items.
 *
 * <p>A key keeps its place among all sizes: whose value is the largest stays the largest.
 */
final class ShiftingSizes {

  static final int LEAST = 16;
  static final int MOST = 900_000;
  static final double MEAN = 4096;

  private static final double NARROW = 1.0;
  private static final double WIDE = 2.2;
  private static final int STEPS = 64;

  private final double[] sigmas = new double[STEPS + 1];
  private final double[] medians = new double[STEPS + 1];

  ShiftingSizes() {
    for (int i = 0; i <= STEPS; i++) {
      sigmas[i] = NARROW + (WIDE - NARROW) * i / STEPS;
      medians[i] = medianFor(sigmas[i]);
    }
  }

  /**
   * Returns the size of a key's value.
   *
   * @param cycles how often the shape has changed from narrow to wide and back
   */
  int of(int key, double cycles) {
    int step = step(cycles);
    return bounded(medians[step] * Math.exp(sigmas[step] * normal(key)));
  }

  private static int step(double cycles) {
    double part = cycles - Math.floor(cycles);
    return (int) Math.round(STEPS * (1 - Math.abs(2 * part - 1)));
  }

  private static int bounded(double size) {
    return (int) Math.max(LEAST, Math.min(MOST, size));
  }

  /** A standard normal number that belongs to the key. */
  private static double normal(int key) {
    long hash = Random64.mix(key * 0x9E3779B97F4A7C15L + 1);
    double u = ((hash >>> 32) + 0.5) / (1L << 32);
    double v = ((hash & 0xFFFFFFFFL) + 0.5) / (1L << 32);
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }

  /** Bisects, as the bounds take a part of the mean away. */
  private static double medianFor(double sigma) {
    double low = 1;
    double high = MEAN;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (mean(middle, sigma) < MEAN) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double mean(double median, double sigma) {
    double sum = 0;
    double weights = 0;
    for (double z = -6; z <= 6; z += 0.005) {
      double weight = Math.exp(-z * z / 2);
      weights += weight;
      sum += weight * Math.max(LEAST, Math.min(MOST, median * Math.exp(sigma * z)));
    }
    return sum / weights;
  }
}
