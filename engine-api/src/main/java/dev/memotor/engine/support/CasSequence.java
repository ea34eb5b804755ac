package dev.memotor.engine.support;

import dev.memotor.engine.CasSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Hands out increasing CAS numbers, even across restarts: before a number is handed out, a mark at
 * least as high has been recorded, and the next start continues from that mark.
 */
public final class CasSequence implements CasSource {

  private final AtomicLong last;
  private final long stride;
  private final LongConsumer record;
  private volatile long recorded;

  /**
   * Creates a sequence that is not recorded, for engines whose items do not outlive the process.
   */
  public CasSequence() {
    this(0, Long.MAX_VALUE, mark -> {});
  }

  /**
   * Creates a sequence that continues where the last run ended.
   *
   * @param mark the mark recorded last, or 0 at the very first start
   * @param stride how far ahead marks are recorded; a crash skips at most this many numbers
   * @param record makes a mark durable before it returns; called rarely, by one thread at a time
   */
  public CasSequence(long mark, long stride, LongConsumer record) {
    this.last = new AtomicLong(mark);
    this.stride = stride;
    this.record = record;
    this.recorded = mark;
  }

  @Override
  public long next() {
    long number = last.incrementAndGet();
    if (number > recorded) {
      reserve(number);
    }
    return number;
  }

  /** Returns the last number handed out, which a clean shutdown records as the mark. */
  public long last() {
    return last.get();
  }

  private synchronized void reserve(long number) {
    if (number > recorded) {
      long mark = stride > Long.MAX_VALUE - number ? Long.MAX_VALUE : number + stride;
      record.accept(mark);
      recorded = mark;
    }
  }
}
