package dev.memotor.server.logging;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often one thing may be logged. Whatever a client, the kernel or a store can repeat must not
 * fill the log, nor keep a processor busy with writing it.
 */
public final class LogLimit {

  /** What {@link #permit} answers for a line that is to be left out. */
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
   * Asks for a line.
   *
   * @return {@link #LEFT_OUT}, or how many were left out since the last one that was not
   */
  public long permit() {
    return permit(1);
  }

  /** Asks for a line that counts as several; a stack trace does. */
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
