package dev.memotor.engine.redis;

import dev.memotor.engine.Key;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes a flush that takes its time look like one moment, for the keys of one lane.
 *
 * <p>While a flush walks through Redis, an operation that comes after it must find nothing that was
 * there before. So the first operation on a key erases the item itself, and from then on the key is
 * fresh: the walk passes it by. For the lane's thread.
 */
final class FlushGuard {

  /** More keys than this are not remembered; operations on others then have to wait their turn. */
  static final int MOST_KEYS = 1 << 20;

  private Set<Key> fresh;
  private int flushes;

  /** A flush begins: nothing is fresh any more. */
  void begin() {
    flushes++;
    fresh = new HashSet<>();
  }

  /** A flush has ended. */
  void end() {
    flushes--;
    if (flushes == 0) {
      fresh = null;
    }
  }

  boolean isActive() {
    return flushes > 0;
  }

  boolean isFresh(Key key) {
    return fresh.contains(key);
  }

  boolean isFull() {
    return fresh.size() >= MOST_KEYS;
  }

  void erased(Key key) {
    fresh.add(key);
  }
}
