package dev.memotor.bench.workload;

/**
 * Random numbers for one thread (splitmix64): a few instructions and no shared state, because one
 * is drawn for every operation.
 */
public final class Random64 {

  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long state;

  public Random64(long seed) {
    state = seed;
  }

  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long nextLong() {
    state += STEP;
    return mix(state);
  }

  /** Evenly from 0 to {@code bound - 1}; the bias of the multiplication is below 1 in 2^32. */
  public int below(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Evenly from 0 (included) to 1 (excluded). */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }
}
