package dev.memotor.server.dispatch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of values that have been read and not yet been sent, over all connections: how
 * large a value is, nobody knows before it has been read. While the budget is used up, a connection
 * asks for one thing at a time.
 */
public final class ReplyBudget {

  /** Smaller values are not worth counting: the windows bound their number. */
  private static final int FREE_LENGTH = 4 * 1024;

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /** A budget of so many bytes. */
  public ReplyBudget(long limit) {
    this.limit = limit;
  }

  /** Whether no more should be asked for than must be. */
  public boolean isUsedUp() {
    return held.get() > limit;
  }

  /** Bytes of values held right now. */
  public long held() {
    return held.get();
  }

  /** Counts a value; returns what {@link #release} is to be told. */
  int hold(int length) {
    int counts = counted(length);
    if (counts != 0) {
      held.addAndGet(counts);
    }
    return counts;
  }

  /** What a value counts. */
  static int counted(int length) {
    return length <= FREE_LENGTH ? 0 : length;
  }

  void release(long length) {
    if (length != 0) {
      held.addAndGet(-length);
    }
  }
}
