package dev.memotor.bench.workload;

/** Which of the keys 0 to n-1 is asked for next. */
public interface KeyDistribution {

  int next(Random64 random);

  static KeyDistribution uniform(int keys) {
    return random -> random.below(keys);
  }
}
