package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Key;
import java.util.concurrent.ConcurrentHashMap;

/** The newest write of each key that is applied but not yet committed. */
final class UncommittedWrites {

  private final ConcurrentHashMap<Key, Write> writes = new ConcurrentHashMap<>();

  /** Returns the newest uncommitted write of a key, or null. */
  Write get(Key key) {
    Write write = writes.get(key);
    // A write that has just failed no longer counts; the database does.
    return write == null || write.hasFailed() ? null : write;
  }

  /** Adds a write, replacing earlier ones of its key; in the key's lane. */
  void put(Write write) {
    writes.put(write.key(), write);
  }

  /** Removes a write unless a later one has replaced it. */
  void remove(Write write) {
    writes.remove(write.key(), write);
  }

  int size() {
    return writes.size();
  }
}
