package dev.memotor.engine.memory;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that does what event loops must not: eviction, expiry, shrinking.
 *
 * <p>While there is work it looks for more by itself after a short nap, so that handing it a task
 * costs the event loop no wake-up; only when it has been idle for a while must it be woken.
 */
final class Upkeep implements Executor {

  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int IDLE_NAPS = 50;
  private static final long STOP_MILLIS = 10_000;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Runnable round;
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean stopped;

  /**
   * Makes an upkeep that does not run yet.
   *
   * @param name of its thread
   * @param round done over and over, several times a second, between tasks
   */
  Upkeep(String name, Runnable round) {
    this.round = round;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    if (stopped) {
      return;
    }
    tasks.add(task);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  boolean isStopped() {
    return stopped;
  }

  /** Ends the thread after the task at hand; waits for it. */
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
    int idle = 0;
    while (!stopped) {
      idle = work() ? 0 : idle + 1;
      guarded(round);
      if (idle < IDLE_NAPS) {
        LockSupport.parkNanos(NAP_NANOS);
      } else {
        asleep = true;
        // Whoever added a task before it could see the flag did not wake anybody.
        if (tasks.isEmpty() && !stopped) {
          LockSupport.parkNanos(SLEEP_NANOS);
        }
        asleep = false;
      }
    }
  }

  private boolean work() {
    boolean worked = false;
    for (Runnable task = tasks.poll(); task != null && !stopped; task = tasks.poll()) {
      guarded(task);
      worked = true;
    }
    return worked;
  }

  /** Eviction and expiry must go on whatever happened. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
