package dev.memotor.server.logging;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits how often one message is logged. Events that a client, the kernel or a store can repeat
 * must neither fill the log nor keep a core busy writing it.
 */
public final class LogLimit {

  /** Returned by {@link #permit} for a line that must be left out. */
  public static final long LEFT_OUT = -1;

  private final int lines;
  private final long periodNanos;
  private final LongSupplier nanoTime;
  private long periodStart;
  private int logged;
  private long leftOut;

  /** Permits at most this number of lines in each period of this many seconds. */
  public LogLimit(int lines, int seconds) {
    this(lines, seconds, System::nanoTime);
  }

  LogLimit(int lines, int seconds, LongSupplier nanoTime) {
    this.lines = lines;
    this.periodNanos = TimeUnit.SECONDS.toNanos(seconds);
    this.nanoTime = nanoTime;
    this.periodStart = nanoTime.getAsLong();
  }

  /**
   * Requests a line.
   *
   * @return {@link #LEFT_OUT}, or how many were left out since the last one that was not
   */
  public long permit() {
    return permit(1);
  }

  /** Requests a line that counts as several, such as one with a stack trace. */
  synchronized long permit(int weight) {
    long now = nanoTime.getAsLong();
    if (now - periodStart >= periodNanos) {
      periodStart = now;
      logged = 0;
    }
    if (logged > lines - weight) {
      leftOut++;
      return LEFT_OUT;
    }
    logged += weight;
    long before = leftOut;
    leftOut = 0;
    return before;
  }
}
