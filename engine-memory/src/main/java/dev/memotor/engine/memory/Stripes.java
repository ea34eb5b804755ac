package dev.memotor.engine.memory;

import dev.memotor.engine.Key;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who is busy with which keys. Each key belongs to a stripe, and a stripe is one word: a version,
 * which every write raises when it begins, and the number of writes and fills that have entered and
 * not left.
 *
 * <p>What {@link #look} and {@link #enterWrite} return is a ticket. It <em>holds</em> as long as
 * its owner is the only one who has entered since, and was alone when it entered.
 */
class Stripes {

  private static final int COUNT = 1 << 16;
  private static final int BUSY_BITS = 24;
  private static final long BUSY_MASK = (1L << BUSY_BITS) - 1;
  private static final long NEXT_VERSION = 1L << BUSY_BITS;

  /** No ticket: a version that is never reached. */
  static final long NONE = -1;

  /** The ticket of a read that may not fill: no word is ever this low. */
  static final long NO_FILL = -2;

  private final AtomicLongArray words = new AtomicLongArray(COUNT);

  static int of(Key key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (COUNT - 1);
  }

  /** The ticket of a read. */
  final long look(int stripe) {
    return words.get(stripe);
  }

  /** Whether nobody was in the stripe at the look. */
  boolean isQuiet(long ticket) {
    return (ticket & BUSY_MASK) == 0;
  }

  /** Enters for a write, of which nothing is known until it leaves. */
  long enterWrite(int stripe) {
    return words.getAndAdd(stripe, NEXT_VERSION + 1) + NEXT_VERSION;
  }

  /** Enters for a fill with what a read brought, if nobody has entered since the read's look. */
  boolean enterFill(int stripe, long ticket) {
    return words.compareAndSet(stripe, ticket, ticket + 1);
  }

  /** See the class comment. */
  final boolean holds(int stripe, long ticket) {
    return wasAlone(ticket) && isNewest(stripe, ticket);
  }

  /** Whether nobody else was in the stripe at the moment of the ticket. */
  boolean wasAlone(long ticket) {
    return (ticket & BUSY_MASK) == 0;
  }

  /** Whether no write has entered since. */
  boolean isNewest(int stripe, long ticket) {
    return words.get(stripe) >>> BUSY_BITS == ticket >>> BUSY_BITS;
  }

  void leave(int stripe) {
    words.getAndDecrement(stripe);
  }
}
