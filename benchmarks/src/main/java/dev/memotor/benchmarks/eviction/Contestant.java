package dev.memotor.benchmarks.eviction;

import java.util.List;

/**
 * A policy to compare.
 *
 * @param rounds how often to run it with different seeds; 1 where nothing is random
 */
record Contestant(String name, int rounds, Factory factory) {

  static final List<Contestant> ALL =
      List.of(
          new Contestant("LRU", 1, (trace, limit, items, seed) -> new Lru(trace.distinct(), limit)),
          new Contestant(
              "Caffeine",
              5,
              (trace, limit, items, seed) -> new CaffeineCache(limit, trace.isSized())),
          new Contestant(
              "memotor",
              5,
              (trace, limit, items, seed) ->
                  new MemotorEviction(trace.distinct(), limit, items, seed)),
          new Contestant(
              "before",
              5,
              (trace, limit, items, seed) ->
                  new FormerEviction(trace.distinct(), limit, items, seed)),
          new Contestant(
              "S3-FIFO", 1, (trace, limit, items, seed) -> new S3Fifo(trace.distinct(), limit)),
          new Contestant(
              "SIEVE", 1, (trace, limit, items, seed) -> new Sieve(trace.distinct(), limit)),
          new Contestant(
              "TinyFifo 1 %",
              3,
              (trace, limit, items, seed) ->
                  new TinyFifo(trace.distinct(), limit, items, 0.01, seed)),
          new Contestant(
              "adaptive TinyFifo",
              3,
              (trace, limit, items, seed) ->
                  new AdaptiveTinyFifo(trace.distinct(), limit, items, seed)));

  /** Creates an empty cache for a trace. */
  interface Factory {
    SimulatedCache create(Trace trace, long limit, long items, long seed);
  }

  /**
   * What a contestant did with a trace.
   *
   * @param hitRatio the mean over all rounds
   * @param spread from the worst round to the best
   */
  record Outcome(double hitRatio, double spread, double nanosPerAccess) {}

  Outcome run(Trace trace, long limit, long items) {
    double sum = 0;
    double worst = 1;
    double best = 0;
    long nanos = 0;
    for (int round = 0; round < rounds; round++) {
      SimulatedCache cache = factory.create(trace, limit, items, round);
      long hits = 0;
      long start = System.nanoTime();
      for (int i = 0; i < trace.length(); i++) {
        if (cache.access(trace.keys()[i], trace.sizes()[i])) {
          hits++;
        }
      }
      nanos += System.nanoTime() - start;
      if (cache.bytes() > limit) {
        throw new IllegalStateException(name + " holds more than its limit");
      }
      double ratio = (double) hits / trace.length();
      sum += ratio;
      worst = Math.min(worst, ratio);
      best = Math.max(best, ratio);
    }
    return new Outcome(sum / rounds, best - worst, nanos / ((double) trace.length() * rounds));
  }
}
