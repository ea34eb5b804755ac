package dev.memotor.engine.support;

import dev.memotor.engine.CasSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Counts CAS numbers up, also across restarts: before a number is given out, a mark that is higher
 * has been recorded, and the next start begins there.
 */
public final class CasSequence implements CasSource {

  private final AtomicLong last;
  private final long stride;
  private final LongConsumer record;
  private volatile long recorded;

  /** A sequence that forgets: for engines whose items do not outlive the process. */
  public CasSequence() {
    this(0, Long.MAX_VALUE, mark -> {});
  }

  /**
   * A sequence that goes on.
   *
   * @param mark the mark recorded last, or 0 at the very first start
   * @param stride how far ahead marks are recorded; that many numbers at most are lost at a crash
   * @param record makes a mark durable before it returns; called by one thread at a time, rarely
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

  /** The number given out last; what a clean shutdown records. */
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
