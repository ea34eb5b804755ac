package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;

/**
 * Looks at some of the operations of an event loop, far apart when there are many: about a thousand
 * a second at most. In between it costs a subtraction for each batch.
 */
final class KeySampler {

  private static final int CELLS = 256;
  private static final int SAMPLES_PER_SECOND = 1000;
  private static final int MAX_INTERVAL = 1 << 14;

  /** After so long, what was counted until then weighs half. */
  private static final double HALVING_SECONDS = 10;

  /** How far the next sample is from the beginning of the next batch; the loop's own. */
  private long next;

  private final KeyTally tally = new KeyTally(CELLS);
  private int interval = 1;
  private int taken;
  private double total;
  private double seconds;
  private double sinceHalving;
  private long random;

  KeySampler(long seed) {
    random = seed | 1;
  }

  long next() {
    return next;
  }

  /** Counts the operation at {@link #next}. */
  synchronized void take(Key key) {
    tally.add(key, interval);
    total += interval;
    taken++;
    if (taken > SAMPLES_PER_SECOND && interval < MAX_INTERVAL) {
      interval *= 2;
      taken = 0;
    }
    // Not every so-manieth: clients that repeat themselves would always show the same side.
    next += interval == 1 ? 1 : 1 + Math.floorMod(random(), 2 * interval - 1);
  }

  private int random() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return (int) (random >>> 32);
  }

  /** A batch of so many operations has passed. */
  void passed(int operations) {
    next -= operations;
  }

  /** So many seconds have passed. */
  synchronized void tick(double elapsed) {
    if (taken < SAMPLES_PER_SECOND / 4 && interval > 1) {
      interval /= 2;
    }
    taken = 0;
    seconds += elapsed;
    sinceHalving += elapsed;
    if (sinceHalving >= HALVING_SECONDS) {
      sinceHalving = 0;
      tally.halve();
      total /= 2;
      seconds /= 2;
    }
  }

  synchronized void reset() {
    tally.clear();
    total = 0;
    seconds = 0;
    sinceHalving = 0;
  }

  /** Adds what this loop counted to what others did. */
  synchronized void addTo(HotKeys all) {
    double time = Math.max(1, seconds);
    all.addTotal(total / time);
    tally.visit((key, count) -> all.add(key, count / time));
  }
}
