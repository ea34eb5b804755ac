package dev.memotor.benchmarks.eviction;

/*
 * G. Cormode, S. Muthukrishnan: "An Improved Data Stream Summary: The Count-Min Sketch and its
 * Applications", Journal of Algorithms 55(1), 2005.
 */

/** Estimates how often keys were seen: four-bit counters, halved whenever a period ends. */
final class FrequencySketch {

  private static final int ROWS = 4;
  private static final int MAX = 15;
  private static final int LONGS_PER_BLOCK = 8;
  private static final long ALL_BUT_HIGHEST_BITS = 0x7777_7777_7777_7777L;

  private final long[] counters;
  private final long period;
  private final long seed;
  private long increments;

  /**
   * Creates a sketch with at least 16 counters for each item.
   *
   * @param period the number of increments for each item after which all counters are halved
   */
  FrequencySketch(long items, int period, long seed) {
    int longs = LONGS_PER_BLOCK;
    while (longs < items) {
      longs *= 2;
    }
    counters = new long[longs];
    this.period = items * period;
    this.seed = seed;
  }

  void increment(int key) {
    long hash = hash(key);
    boolean incremented = false;
    for (int row = 0; row < ROWS; row++) {
      int index = index(hash, row);
      int shift = shift(hash, row);
      if ((counters[index] >>> shift & MAX) < MAX) {
        counters[index] += 1L << shift;
        incremented = true;
      }
    }
    if (incremented && ++increments >= period) {
      halve();
    }
  }

  private void halve() {
    for (int i = 0; i < counters.length; i++) {
      counters[i] = counters[i] >>> 1 & ALL_BUT_HIGHEST_BITS;
    }
    increments /= 2;
  }

  int estimate(int key) {
    long hash = hash(key);
    int least = MAX;
    for (int row = 0; row < ROWS; row++) {
      least = Math.min(least, (int) (counters[index(hash, row)] >>> shift(hash, row)) & MAX);
    }
    return least;
  }

  private long hash(int key) {
    long hash = (key + 1 + seed) * 0x9E37_79B9_7F4A_7C15L;
    hash = (hash ^ hash >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    return hash ^ hash >>> 32;
  }

  /** Returns one of the two longs that a row has in the block. */
  private int index(long hash, int row) {
    int block = (int) (hash >>> 40) & counters.length - 1 & -LONGS_PER_BLOCK;
    return block + 2 * row + ((int) (hash >>> 8 * row) & 1);
  }

  private static int shift(long hash, int row) {
    return ((int) (hash >>> 8 * row + 1) & 15) << 2;
  }
}
