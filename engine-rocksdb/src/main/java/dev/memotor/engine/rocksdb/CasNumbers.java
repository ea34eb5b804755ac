package dev.memotor.engine.rocksdb;

import dev.memotor.engine.CasSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * CAS numbers that go on after a restart. The mark from which the next start counts is written in
 * the very batch with the first item whose number is above the last mark: an item is never in the
 * store without a mark that covers it, and nobody has seen a number before its item's commit. So a
 * mark costs no write of its own, and the end of the process loses nothing.
 *
 * <p>When the machine goes down, the end of the log may be lost, with marks in it that covered
 * numbers which clients have seen. The first start after that begins {@link #UNSYNCED} higher.
 */
final class CasNumbers implements CasSource {

  /** How far ahead marks are written; that many numbers at most are lost with the process. */
  static final long STRIDE = 4096;

  /** More numbers than are given out between two syncs of the log. */
  static final long UNSYNCED = 4L << 20;

  private final AtomicLong last;
  private volatile long recorded;

  /** Goes on behind a mark. */
  CasNumbers(long mark) {
    last = new AtomicLong(mark);
    recorded = mark;
  }

  @Override
  public long next() {
    return last.incrementAndGet();
  }

  /** The mark to write with the next batch, or 0 if the last one still covers all numbers. */
  long markToWrite() {
    long given = last.get();
    return given > recorded ? given + STRIDE : 0;
  }

  /** Says that a mark was written. */
  void written(long mark) {
    recorded = mark;
  }

  /** The number given out last. */
  long last() {
    return last.get();
  }
}
