package dev.memotor.benchmarks.churn;

import dev.memotor.bench.workload.Random64;

/**
 * What is asked for: how many keys there are, how large their values are now, and how long each may
 * live. Half of the keys never expire, the others do after a sixth, a thirtieth or a 180th of the
 * run.
 *
 * @param runSeconds how long it all takes
 */
record Contents(int keys, ShiftingSizes sizes, double runSeconds) {

  private static final int CYCLES = 6;

  /** Returns how many keys have values of {@code times} as many bytes. */
  static int keysFor(long bytes, double times) {
    return (int) Math.max(1, bytes * times / ShiftingSizes.MEAN);
  }

  int size(int key, double second) {
    return sizes.of(key, CYCLES * second / runSeconds);
  }

  /** Seconds; 0 for never. */
  int ttl(int key) {
    int kind = (int) (Random64.mix(~(long) key) & 7);
    return kind < 4 ? 0 : seconds(kind < 6 ? 6 : kind == 6 ? 30 : 180);
  }

  private int seconds(int part) {
    return (int) Math.max(1, Math.round(runSeconds / part));
  }
}
