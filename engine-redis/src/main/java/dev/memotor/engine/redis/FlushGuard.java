package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes a flush that takes time look atomic, for the keys of one lane.
 *
 * <p>While a flush walks through Redis, an operation submitted after it must not find what was
 * there before. So the first operation on a key erases the item itself, and from then on the key is
 * fresh: the walk skips it. For the lane's thread.
 */
final class FlushGuard {

  /** At most this many keys are remembered; operations on others fail until the flush has ended. */
  private static final int MAX_KEYS = 1 << 20;

  private Set<Key> fresh = new HashSet<>();
  private int flushes;

  /** Begins a flush: from now on no key is fresh. */
  void begin() {
    flushes++;
    fresh = new HashSet<>();
  }

  /** Ends a flush. */
  void end() {
    flushes--;
    if (flushes == 0) {
      fresh = new HashSet<>();
    }
  }

  /** Prepares a command to be sent. Returns false if it has ended instead. */
  boolean admit(RedisCommand command) {
    if (flushes == 0) {
      return true;
    }
    boolean isFresh = fresh.contains(command.key);
    if (command instanceof EngineCommand own) {
      // The engine's other commands concern no item.
      boolean skipped = own.isErase() && isFresh;
      if (skipped) {
        own.skip();
      }
      return !skipped;
    }
    if (!isFresh && fresh.size() >= MAX_KEYS) {
      command.fail(
          new EngineException(
              EngineException.Kind.BUSY, "too many keys were used since a flush began"));
      return false;
    }
    command.mustErase = !isFresh;
    return true;
  }

  /** Notes that the old item under a key is gone. */
  void erased(Key key) {
    fresh.add(key);
  }
}
