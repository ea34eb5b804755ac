package dev.memotor.benchmarks.eviction;

/** Evicts the least recently used item. */
final class Lru implements SimulatedCache {

  private final long limit;
  private final KeyQueue queue;

  Lru(int keys, long limit) {
    this.limit = limit;
    queue = new KeyQueue(keys);
  }

  @Override
  public boolean access(int key, int size) {
    boolean hit = queue.contains(key);
    if (hit) {
      queue.remove(key);
    }
    if (size <= limit) {
      queue.add(key, size);
    }
    while (queue.bytes() > limit) {
      queue.remove(queue.oldest());
    }
    return hit;
  }

  @Override
  public long bytes() {
    return queue.bytes();
  }
}
