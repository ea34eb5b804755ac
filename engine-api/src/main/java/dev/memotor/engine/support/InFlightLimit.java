package dev.memotor.engine.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts the operations in flight, limits their number, and waits for the last one at shutdown. */
public final class InFlightLimit {

  private final int limit;
  private int inFlight;
  private volatile boolean closed;

  /** Creates a limit with nothing in flight. */
  public InFlightLimit(int limit) {
    this.limit = limit;
  }

  /**
   * Tries to admit one more operation; if admitted, the caller must call {@link #leave}.
   *
   * @return false if there are too many, or after {@link #close}
   */
  public synchronized boolean enter() {
    return inFlight < limit && enterUnlimited();
  }

  /** Admits one more operation regardless of the limit; returns false only after {@link #close}. */
  public synchronized boolean enterUnlimited() {
    if (closed) {
      return false;
    }
    inFlight++;
    return true;
  }

  /** Ends an operation that was admitted. */
  public synchronized void leave() {
    inFlight--;
    if (inFlight == 0 && closed) {
      notifyAll();
    }
  }

  /** Admits no further operations; returns false if that was so already. */
  public synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /**
   * Waits after {@link #close} until nothing is in flight, even if the caller is interrupted
   * meanwhile.
   *
   * @return false if that took too long
   */
  public synchronized boolean awaitNone(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    boolean interrupted = false;
    long left = atMost.toMillis();
    while (inFlight > 0 && left > 0) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return inFlight == 0;
  }

  /** Returns whether {@link #close} was called. */
  public boolean isClosed() {
    return closed;
  }

  /** Returns how many operations are in flight. */
  public synchronized int inFlight() {
    return inFlight;
  }
}
