package dev.memotor.benchmarks.offheap;

import dev.memotor.engine.Key;

/** A store that is measured; called by one thread. */
interface OffHeapStore extends AutoCloseable {

  /** Reads the values of some keys, each into an array; returns the sum of their lengths. */
  long get(Key[] keys);

  void put(Key[] keys, byte[][] values);

  long items();

  @Override
  void close();
}
