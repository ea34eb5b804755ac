package dev.memotor.engine.memory;

/**
 * How often hashes were seen of late, about: a count-min sketch of four-bit counters, four for each
 * hash and within one cache line. Counts are halved bit by bit, so that the past is forgotten.
 *
 * <p>Guarded by whoever uses it.
 */
final class FrequencySketch {

  private static final int ROWS = 4;
  private static final int MAX = 15;
  private static final int LONGS_PER_BLOCK = 8;
  private static final long ALL_BUT_HIGHEST_BITS = 0x7777_7777_7777_7777L;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  /** A long is halved after so many increments for each. */
  private static final int INCREMENTS_PER_HALVING = 16;

  private final long[] counters;
  private int increments;
  private int nextHalved;

  /** A sketch for about so many hashes. */
  FrequencySketch(long hashes) {
    long longs = Long.highestOneBit(Math.max(hashes, 2 * LONGS_PER_BLOCK) - 1);
    counters = new long[(int) Math.min(longs, 1 << 26)];
  }

  int size() {
    return counters.length;
  }

  void increment(int hash) {
    long bits = hash * MIX;
    int block = block(bits);
    for (int row = 0; row < ROWS; row++) {
      int index = index(block, bits, row);
      int shift = shift(bits, row);
      if (((counters[index] >>> shift) & MAX) < MAX) {
        counters[index] += 1L << shift;
      }
    }
    if (++increments == INCREMENTS_PER_HALVING) {
      increments = 0;
      counters[nextHalved] = (counters[nextHalved] >>> 1) & ALL_BUT_HIGHEST_BITS;
      nextHalved = (nextHalved + 1) & (counters.length - 1);
    }
  }

  int estimate(int hash) {
    long bits = hash * MIX;
    int block = block(bits);
    int least = MAX;
    for (int row = 0; row < ROWS; row++) {
      least = Math.min(least, (int) (counters[index(block, bits, row)] >>> shift(bits, row)) & MAX);
    }
    return least;
  }

  private int block(long bits) {
    return (int) (bits >>> 32) & (counters.length - 1) & -LONGS_PER_BLOCK;
  }

  /** Each row has two of the block's longs. */
  private static int index(int block, long bits, int row) {
    return block + 2 * row + (int) ((bits >>> (26 + row)) & 1);
  }

  private static int shift(long bits, int row) {
    return (int) ((bits >>> (4 * row + 8)) & 15) << 2;
  }
}
