package dev.memotor.benchmarks.eviction;

/*
 * Y. Zhang, J. Yang, Y. Yue, Y. Vigfusson, K. V. Rashmi: "SIEVE is Simpler than LRU: an Efficient
 * Turn-Key Eviction Algorithm for Web Caches", NSDI 2024.
 */

/** SIEVE: one queue, a bit for each item, and a hand that moves from old to new. */
final class Sieve implements SimulatedCache {

  private final long limit;
  private final boolean[] visited;
  private final KeyQueue queue;
  private int hand = KeyQueue.NONE;

  Sieve(int keys, long limit) {
    this.limit = limit;
    visited = new boolean[keys];
    queue = new KeyQueue(keys);
  }

  @Override
  public boolean access(int key, int size) {
    boolean hit = queue.contains(key);
    if (hit) {
      queue.resize(key, size);
    } else if (size <= limit) {
      makeRoom(size);
      queue.add(key, size);
    }
    visited[key] = hit;
    makeRoom(0);
    return hit;
  }

  private void makeRoom(int size) {
    while (queue.bytes() + size > limit) {
      if (hand == KeyQueue.NONE) {
        hand = queue.oldest();
      }
      int key = hand;
      hand = queue.newer(key);
      if (!visited[key]) {
        queue.remove(key);
      }
      visited[key] = false;
    }
  }

  @Override
  public long bytes() {
    return queue.bytes();
  }
}
