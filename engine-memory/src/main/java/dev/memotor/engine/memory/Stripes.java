package dev.memotor.engine.memory;

import dev.memotor.engine.Key;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tracks which keys are being written or filled. Each key belongs to a stripe, and a stripe is one
 * word: a version, which every write raises when it enters, and the number of writes and fills that
 * are inside.
 *
 * <p>{@link #look} and {@link #enterWrite} return a ticket. It <em>holds</em> if its owner was
 * alone when it entered, and as long as no write has entered since.
 */
class Stripes {

  private static final int COUNT = 1 << 16;
  private static final int BUSY_BITS = 24;
  private static final long BUSY_MASK = (1L << BUSY_BITS) - 1;
  private static final long NEXT_VERSION = 1L << BUSY_BITS;

  /** No ticket: a version that is never reached. */
  static final long NONE = -1;

  /** The ticket of a read that may not fill: a version that is never reached. */
  static final long NO_FILL = -2;

  private final AtomicLongArray words = new AtomicLongArray(COUNT);

  static int of(Key key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (COUNT - 1);
  }

  /** Returns the ticket of a read. */
  final long look(int stripe) {
    return words.get(stripe);
  }

  /** Returns whether nobody was in the stripe when a read looked. */
  boolean isQuiet(long ticket) {
    return (ticket & BUSY_MASK) == 0;
  }

  /** Enters for a write; returns its ticket. */
  long enterWrite(int stripe) {
    return words.getAndAdd(stripe, NEXT_VERSION + 1) + NEXT_VERSION;
  }

  /** Tries to enter for a fill; fails if the stripe has changed since the read looked. */
  boolean enterFill(int stripe, long ticket) {
    return words.compareAndSet(stripe, ticket, ticket + 1);
  }

  /** Returns whether a ticket still holds. */
  final boolean holds(int stripe, long ticket) {
    return wasAlone(ticket) && isNewest(stripe, ticket);
  }

  /** Returns whether nobody else was in the stripe when the ticket was taken. */
  boolean wasAlone(long ticket) {
    return (ticket & BUSY_MASK) == 0;
  }

  /** Returns whether no write has entered since the ticket was taken. */
  boolean isNewest(int stripe, long ticket) {
    return words.get(stripe) >>> BUSY_BITS == ticket >>> BUSY_BITS;
  }

  void leave(int stripe) {
    words.getAndDecrement(stripe);
  }
}
