package dev.memotor.server.dispatch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory that all connections of a server may take for one purpose. Every event loop
 * draws on it through its own {@link Share}, which keeps a small reserve, so that counting each
 * byte costs an addition and seldom touches memory that the loops share.
 */
public final class ByteBudget {

  private static final long MAX_RESERVE = 64 * 1024;

  private volatile long limit;
  private final long reserve;
  private final AtomicLong left;

  public ByteBudget(long limit) {
    this.limit = limit;
    this.reserve = Math.min(MAX_RESERVE, limit >> 10);
    this.left = new AtomicLong(limit);
  }

  public Share newShare() {
    return new Share();
  }

  /** Returns the bytes in use, including the reserves of the loops. */
  public long used() {
    return limit - left.get();
  }

  /** Changes the limit; what is in use stays in use. */
  public synchronized void setLimit(long bytes) {
    long more = bytes - limit;
    limit = bytes;
    left.addAndGet(more);
  }

  private boolean draw(long bytes) {
    // Not subtract-and-undo: a large request must not make small ones fail meanwhile.
    long before = left.get();
    while (before >= bytes) {
      if (left.compareAndSet(before, before - bytes)) {
        return true;
      }
      before = left.get();
    }
    return false;
  }

  /** The part of the budget that one event loop uses. Not safe for use by several threads. */
  public final class Share {

    /** Drawn and not in use. */
    private long spare;

    private Share() {}

    /** Takes bytes before they are allocated; returns false if too few are left. */
    public boolean take(long bytes) {
      if (bytes <= spare) {
        spare -= bytes;
        return true;
      }
      long missing = bytes - spare;
      if (draw(missing + reserve)) {
        spare = reserve;
        return true;
      }
      if (draw(missing)) {
        spare = 0;
        return true;
      }
      return false;
    }

    /** Counts bytes that have been allocated already, even if that overdraws the budget. */
    public void add(long bytes) {
      spare -= bytes;
      if (spare < 0) {
        left.addAndGet(spare - reserve);
        spare = reserve;
      }
    }

    /** Gives back what {@link #take} or {@link #add} counted. */
    public void give(long bytes) {
      spare += bytes;
      if (spare > 2 * reserve) {
        left.addAndGet(spare - reserve);
        spare = reserve;
      }
    }

    /** Counts bytes in flight to the loop's thread; on any thread. */
    void addInFlight(long bytes) {
      left.addAndGet(-bytes);
    }

    /** Gives back what {@link #addInFlight} counted; on any thread. */
    void giveInFlight(long bytes) {
      left.addAndGet(bytes);
    }

    public boolean isUsedUp() {
      return left.get() <= 0;
    }

    /** Returns whether the budget is overdrawn by more than half of it; on any thread. */
    public boolean isFarOverdrawn() {
      return left.get() < -limit / 2;
    }
  }
}
