package dev.memotor.benchmarks.eviction;

/*
 * J. Yang, Y. Zhang, Z. Qiu, Y. Yue, K. V. Rashmi: "FIFO queues are all you need for cache
 * eviction", SOSP 2023.
 */

/** S3-FIFO: a small queue, a main queue with reinsertion, and a queue of evicted keys. */
final class S3Fifo implements SimulatedCache {

  private static final int MAX_USES = 3;
  private static final int USES_TO_STAY = 2;

  private final long limit;
  private final long smallLimit;
  private final byte[] uses;
  private final KeyQueue small;
  private final KeyQueue main;
  private final KeyQueue ghosts;

  S3Fifo(int keys, long limit) {
    this.limit = limit;
    smallLimit = Math.max(1, limit / 10);
    uses = new byte[keys];
    small = new KeyQueue(keys);
    main = new KeyQueue(keys);
    ghosts = new KeyQueue(keys);
  }

  @Override
  public boolean access(int key, int size) {
    KeyQueue holder = small.contains(key) ? small : main;
    boolean hit = holder.contains(key);
    if (hit) {
      uses[key] = (byte) Math.min(MAX_USES, uses[key] + 1);
      holder.resize(key, size);
    } else {
      boolean known = ghosts.contains(key);
      if (known) {
        ghosts.remove(key);
      }
      if (size > limit) {
        return false;
      }
      makeRoom(size);
      uses[key] = 0;
      (known ? main : small).add(key, size);
    }
    makeRoom(0);
    return hit;
  }

  private void makeRoom(int size) {
    while (bytes() + size > limit) {
      if (small.bytes() < smallLimit && !main.isEmpty() || !evictFromSmall()) {
        evictFromMain();
      }
    }
  }

  /** Returns false if all items moved to the main queue. */
  private boolean evictFromSmall() {
    while (!small.isEmpty()) {
      int key = small.oldest();
      if (uses[key] < USES_TO_STAY) {
        small.move(key, ghosts);
        while (ghosts.bytes() > limit) {
          ghosts.remove(ghosts.oldest());
        }
        return true;
      }
      uses[key] = 0;
      small.move(key, main);
    }
    return false;
  }

  private void evictFromMain() {
    int key = main.oldest();
    while (uses[key] > 0) {
      uses[key]--;
      main.move(key, main);
      key = main.oldest();
    }
    main.remove(key);
  }

  @Override
  public long bytes() {
    return small.bytes() + main.bytes();
  }
}
