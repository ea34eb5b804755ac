package dev.memotor.benchmarks.eviction;

/*
 * G. Einziger, O. Eytan, R. Friedman, B. Manes: "Adaptive Software Cache Management", Middleware
 * 2018. The idea of choosing the window by simulation.
 */

/** A {@link TinyFifo} with the window that serves best in simulations that run alongside. */
final class AdaptiveTinyFifo implements SimulatedCache {

  private static final double[] SHARES = {0.01, 0.1, 0.3};

  /** By how much a hit ratio must be better for the window to change. */
  private static final double MARGIN = 0.01;

  /** The number of accesses for each item over which hit ratios are averaged. */
  private static final int MEMORY = 10;

  private static final int MIN_MEMORY = 1000;

  private final TinyFifo cache;
  private final TinyFifo[] simulations = new TinyFifo[SHARES.length];
  private final double[] hitRatios = new double[SHARES.length];
  private final double weight;
  private int best;

  AdaptiveTinyFifo(int keys, long limit, long items, long seed) {
    cache = new TinyFifo(keys, limit, items, SHARES[0], seed);
    for (int i = 0; i < SHARES.length; i++) {
      simulations[i] = new TinyFifo(keys, limit, items, SHARES[i], seed);
    }
    weight = 1.0 / Math.max(MIN_MEMORY, MEMORY * items);
  }

  @Override
  public boolean access(int key, int size) {
    for (int i = 0; i < SHARES.length; i++) {
      int hit = simulations[i].access(key, size) ? 1 : 0;
      hitRatios[i] += weight * (hit - hitRatios[i]);
    }
    int favorite = best;
    double bar = hitRatios[best] + MARGIN;
    for (int i = 0; i < SHARES.length; i++) {
      if (hitRatios[i] > bar) {
        bar = hitRatios[i];
        favorite = i;
      }
    }
    best = favorite;
    cache.resizeWindow(SHARES[best]);
    return cache.access(key, size);
  }

  @Override
  public long bytes() {
    return cache.bytes();
  }
}
