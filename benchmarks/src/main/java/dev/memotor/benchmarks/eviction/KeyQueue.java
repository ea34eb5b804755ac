package dev.memotor.benchmarks.eviction;

import java.util.Arrays;

/** Keys from the oldest to the newest, with the sizes of their items. Holds a key at most once. */
final class KeyQueue {

  static final int NONE = -1;

  private final int[] newer;
  private final int[] older;
  private final int[] sizes;
  private int oldest = NONE;
  private int newest = NONE;
  private long bytes;
  private long count;

  /** Creates an empty queue for keys below a bound. */
  KeyQueue(int keys) {
    newer = new int[keys];
    older = new int[keys];
    sizes = new int[keys];
    Arrays.fill(sizes, NONE);
  }

  long bytes() {
    return bytes;
  }

  /** Returns the number of keys. */
  long count() {
    return count;
  }

  boolean isEmpty() {
    return oldest == NONE;
  }

  boolean contains(int key) {
    return sizes[key] != NONE;
  }

  /** Returns the oldest key, or {@link #NONE}. */
  int oldest() {
    return oldest;
  }

  /** Returns the key that was added after this one, or {@link #NONE}. */
  int newer(int key) {
    return newer[key];
  }

  int size(int key) {
    return sizes[key];
  }

  void add(int key, int size) {
    sizes[key] = size;
    bytes += size;
    count++;
    newer[key] = NONE;
    older[key] = newest;
    if (newest == NONE) {
      oldest = key;
    } else {
      newer[newest] = key;
    }
    newest = key;
  }

  /** Removes a key and returns the size of its item. */
  int remove(int key) {
    int size = sizes[key];
    sizes[key] = NONE;
    bytes -= size;
    count--;
    int before = older[key];
    int after = newer[key];
    if (before == NONE) {
      oldest = after;
    } else {
      newer[before] = after;
    }
    if (after == NONE) {
      newest = before;
    } else {
      older[after] = before;
    }
    return size;
  }

  void resize(int key, int size) {
    bytes += size - sizes[key];
    sizes[key] = size;
  }

  /** Moves a key to the newest end of a queue, which may be this one. */
  void move(int key, KeyQueue to) {
    int size = remove(key);
    to.add(key, size);
  }
}
