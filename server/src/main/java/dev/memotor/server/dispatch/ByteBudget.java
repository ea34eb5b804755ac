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

  /** What one event loop takes, on its own thread. */
  public Share newShare() {
    return new Share();
  }

  /** Returns the bytes in use, counting the reserves of the loops. */
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
    // Never takes what it gives back: a large refusal must not refuse the small ones beside it.
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

    /** Counts bytes that are on their way to the loop's thread; on any thread. */
    void addUnderway(long bytes) {
      left.addAndGet(-bytes);
    }

    /** Gives back what {@link #addUnderway} counted; on any thread. */
    void giveUnderway(long bytes) {
      left.addAndGet(bytes);
    }

    /** Returns whether the whole budget is spent. */
    public boolean isUsedUp() {
      return left.get() <= 0;
    }

    /** Returns whether the budget has been overdrawn by half as much again; on any thread. */
    public boolean isFarOverdrawn() {
      return left.get() < -limit / 2;
    }
  }
}
