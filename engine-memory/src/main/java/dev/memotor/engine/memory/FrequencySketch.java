package dev.memotor.engine.memory;

/**
 * Estimates how often hashes were seen recently: a count-min sketch of four-bit counters, four per
 * hash within one cache line. Counters are halved a few at a time, so that the past is forgotten
 * gradually; {@link Eviction} cites the paper.
 *
 * <p>Guarded by its user.
 */
final class FrequencySketch {

  private static final int ROWS = 4;
  private static final int MAX = 15;
  private static final int LONGS_PER_BLOCK = 8;
  private static final long ALL_BUT_HIGHEST_BITS = 0x7777_7777_7777_7777L;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  /** One long is halved each time there have been this many increments. */
  private static final int INCREMENTS_PER_HALVING = 16;

  private final long[] counters;
  private int increments;
  private int nextHalved;

  /** Creates a sketch for about this many hashes. */
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

  /** Returns one of the two longs that a row has in the block. */
  private static int index(int block, long bits, int row) {
    return block + 2 * row + (int) ((bits >>> (26 + row)) & 1);
  }

  private static int shift(long bits, int row) {
    return (int) ((bits >>> (4 * row + 8)) & 15) << 2;
  }
}
