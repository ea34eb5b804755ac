package dev.memotor.server.protocol;

import dev.memotor.server.dispatch.Request;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory that values take which are still on their way into the store, over all
 * connections: many clients that announce large values and never send them, or a store that is
 * slower than its clients, must not exhaust the server.
 */
public final class ValueBudget {

  /** Smaller values are not worth counting: the connection limit bounds them. */
  private static final int FREE_LENGTH = 16 * 1024;

  private final AtomicLong left;

  /** A budget of so many bytes. */
  public ValueBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Takes a value's bytes; if that fails the value must be swallowed. */
  public boolean take(long length) {
    if (length <= FREE_LENGTH) {
      return true;
    }
    if (left.addAndGet(-length) < 0) {
      left.addAndGet(length);
      return false;
    }
    return true;
  }

  /** Gives back when the engine is done with the value: until then it takes memory. */
  public void giveBackAfter(Request request, long length) {
    if (length > FREE_LENGTH) {
      request.afterEnd(() -> giveBack(length));
    }
  }

  /** Gives back what {@link #take} granted. */
  public void giveBack(long length) {
    if (length > FREE_LENGTH) {
      left.addAndGet(length);
    }
  }
}
