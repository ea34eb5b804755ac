package dev.memotor.engine.rocksdb;

import dev.memotor.engine.CasSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * CAS numbers that keep increasing across restarts. The mark from which the next start continues is
 * written in the same batch as the first item whose number exceeds the last mark: no item is ever
 * in the store without a mark that covers it, and nobody sees a number before its item is
 * committed. A mark thus needs no separate write, and nothing is lost when the process dies.
 *
 * <p>When the machine goes down, the end of the log may be lost, with marks that covered numbers
 * seen by clients. The next start therefore continues {@link #UNSYNCED} higher.
 */
final class CasNumbers implements CasSource {

  /**
   * How far ahead marks are written; at most this many numbers are skipped when the process dies.
   */
  static final long STRIDE = 4096;

  /** More numbers than are handed out between two syncs of the log. */
  static final long UNSYNCED = 4L << 20;

  private final AtomicLong last;
  private volatile long recorded;

  /** Continues after a mark. */
  CasNumbers(long mark) {
    last = new AtomicLong(mark);
    recorded = mark;
  }

  @Override
  public long next() {
    return last.incrementAndGet();
  }

  /**
   * Returns the mark to write with the next batch, or 0 if the last one still covers all numbers.
   */
  long markToWrite() {
    long given = last.get();
    return given > recorded ? given + STRIDE : 0;
  }

  /** Records that a mark was written. */
  void written(long mark) {
    recorded = mark;
  }

  /** Returns the last number handed out. */
  long last() {
    return last.get();
  }
}
