package dev.memotor.benchmarks.eviction;

import java.util.SplittableRandom;

/*
 * G. Einziger, R. Friedman, B. Manes: "TinyLFU: A Highly Efficient Cache Admission Policy", ACM
 * Transactions on Storage 13(4), 2017.
 */

/**
 * W-TinyLFU made of three FIFO queues. A hit sets a bit and counts the key in the sketch; items
 * move only when a queue is too long.
 */
final class TinyFifo implements SimulatedCache {

  private static final double PROTECTED_SHARE = 0.8;
  private static final int PERIOD = 16;

  /** A candidate seen this often wins against any victim, but rarely: collisions end someday. */
  private static final int FREQUENT = 6;

  private static final int LUCK = 128;

  private final long limit;
  private final KeyQueue window;
  private final KeyQueue probation;
  private final KeyQueue established;
  private final boolean[] used;
  private final FrequencySketch sketch;
  private final SplittableRandom random;
  private double windowShare;

  /**
   * Creates an empty cache.
   *
   * @param items about the number of items that fit
   */
  TinyFifo(int keys, long limit, long items, double windowShare, long seed) {
    this.limit = limit;
    this.windowShare = windowShare;
    window = new KeyQueue(keys);
    probation = new KeyQueue(keys);
    established = new KeyQueue(keys);
    used = new boolean[keys];
    sketch = new FrequencySketch(items, PERIOD, seed);
    random = new SplittableRandom(seed);
  }

  void resizeWindow(double share) {
    windowShare = share;
  }

  @Override
  public boolean access(int key, int size) {
    sketch.increment(key);
    KeyQueue holder =
        window.contains(key) ? window : probation.contains(key) ? probation : established;
    boolean hit = holder.contains(key);
    if (hit) {
      holder.resize(key, size);
    } else if (size <= limit) {
      window.add(key, size);
    }
    used[key] = hit;
    while (bytes() > limit) {
      evict();
    }
    while (window.bytes() > windowLimit()) {
      int oldest = firstUnused(window);
      window.move(oldest, probation);
    }
    return hit;
  }

  private long windowLimit() {
    return Math.max(1, (long) (limit * windowShare));
  }

  /** Returns the oldest key of a queue after moving used ones to its newest end. */
  private int firstUnused(KeyQueue queue) {
    int key = queue.oldest();
    while (used[key]) {
      used[key] = false;
      queue.move(key, queue);
      key = queue.oldest();
    }
    return key;
  }

  private void evict() {
    boolean mainIsEmpty = probation.isEmpty() && established.isEmpty();
    if (mainIsEmpty) {
      window.remove(firstUnused(window));
      return;
    }
    if (window.bytes() <= windowLimit()) {
      probation.remove(victim());
      return;
    }
    int candidate = firstUnused(window);
    int victim = victim();
    if (wins(candidate, victim)) {
      probation.remove(victim);
      window.move(candidate, probation);
    } else {
      window.remove(candidate);
    }
  }

  private boolean wins(int candidate, int victim) {
    int frequency = sketch.estimate(candidate);
    return frequency > sketch.estimate(victim)
        || (frequency >= FREQUENT && random.nextInt(LUCK) == 0);
  }

  /** Returns the oldest unused key on probation. Moves used ones to the established. */
  private int victim() {
    while (true) {
      if (probation.isEmpty()) {
        established.move(firstUnused(established), probation);
      }
      int key = probation.oldest();
      if (!used[key]) {
        return key;
      }
      used[key] = false;
      probation.move(key, established);
      while (established.bytes() > (limit - windowLimit()) * PROTECTED_SHARE) {
        established.move(firstUnused(established), probation);
      }
    }
  }

  @Override
  public long bytes() {
    return window.bytes() + probation.bytes() + established.bytes();
  }
}
