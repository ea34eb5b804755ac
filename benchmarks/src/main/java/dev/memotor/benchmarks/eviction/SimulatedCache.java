package dev.memotor.benchmarks.eviction;

/** A cache of keys without values, bounded in bytes. */
interface SimulatedCache {

  /**
   * Reads an item, and stores it if it is absent or its size has changed.
   *
   * @return whether it was held
   */
  boolean access(int key, int size);

  /** Returns the size of all items held, at most the limit. */
  long bytes();
}
