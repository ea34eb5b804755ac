package dev.memotor.engine.memory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The one thread that does what event loops must not: expiry, shrinking. */
final class Upkeep {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long STOP_MILLIS = 10_000;

  private final Runnable round;
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * Makes an upkeep that does not run yet.
   *
   * @param name of its thread
   * @param round done over and over, several times a second
   */
  Upkeep(String name, Runnable round) {
    this.round = round;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  boolean isStopped() {
    return stopped;
  }

  /** Ends the thread as soon as its round notices; waits for it. */
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopped) {
      try {
        round.run();
      } catch (RuntimeException e) {
        // Expiry must go on whatever happened.
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
