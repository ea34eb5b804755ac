package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * All keys with their entries, in RAM: about 150 bytes and the key for each. Looked up by anyone;
 * changed for a key only by whoever is in its lane.
 */
final class Index {

  private volatile ConcurrentHashMap<Key, IndexEntry> entries = new ConcurrentHashMap<>();
  private final LongAdder bytes = new LongAdder();

  IndexEntry get(Key key) {
    return entries.get(key);
  }

  void put(Key key, IndexEntry entry) {
    entries.put(key, entry);
  }

  void remove(Key key, IndexEntry entry) {
    entries.remove(key, entry);
    grow(-bytesOf(key, entry));
  }

  /** Adds one unless there is one already, which it returns. */
  IndexEntry putIfAbsent(Key key, IndexEntry entry) {
    return entries.putIfAbsent(key, entry);
  }

  /** Forgets everything; the caller is alone in all lanes. */
  void clear() {
    entries = new ConcurrentHashMap<>();
    bytes.reset();
  }

  /** All keys at some moment, and perhaps some that come or go meanwhile. */
  Iterable<Map.Entry<Key, IndexEntry>> all() {
    return entries.entrySet();
  }

  long size() {
    return entries.mappingCount();
  }

  /** What an item's file holds, in bytes. */
  static long bytesOf(Key key, IndexEntry entry) {
    return Preamble.LENGTH + SlotHeader.LENGTH + (long) entry.valueLength();
  }

  void grow(long difference) {
    bytes.add(difference);
  }

  long bytes() {
    return Math.max(0, bytes.sum());
  }
}
