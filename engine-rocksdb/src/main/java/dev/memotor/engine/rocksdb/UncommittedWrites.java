package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Key;
import java.util.concurrent.ConcurrentHashMap;

/** The newest write of each key that is applied and not yet committed. */
final class UncommittedWrites {

  private final ConcurrentHashMap<Key, Write> writes = new ConcurrentHashMap<>();

  /** The newest uncommitted write of a key, or null. */
  Write get(Key key) {
    Write write = writes.get(key);
    // One that has just failed is as good as gone: what is in the database counts again.
    return write == null || write.hasFailed() ? null : write;
  }

  /** Puts a write in front of those before it; within the key's lane. */
  void put(Write write) {
    writes.put(write.key(), write);
  }

  /** Takes a write out, unless another one has replaced it. */
  void remove(Write write) {
    writes.remove(write.key(), write);
  }

  int size() {
    return writes.size();
  }
}
