package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * All keys and their entries, in RAM: about 150 bytes each, besides the key. Any thread may look
 * keys up; a key is changed only in its lane.
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

  /** Adds an entry unless the key has one, which is returned. */
  IndexEntry putIfAbsent(Key key, IndexEntry entry) {
    return entries.putIfAbsent(key, entry);
  }

  /** Removes all entries; the caller holds all lanes. */
  void clear() {
    entries = new ConcurrentHashMap<>();
    bytes.reset();
  }

  /** Iterates over all keys, perhaps including some that are added or removed meanwhile. */
  Iterable<Map.Entry<Key, IndexEntry>> all() {
    return entries.entrySet();
  }

  long size() {
    return entries.mappingCount();
  }

  /** Returns the number of bytes in an item's file. */
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
