package dev.memotor.engine.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A thread that runs a task at intervals, or sooner when woken. */
public final class PeriodicTask implements AutoCloseable {

  private final Runnable task;
  private final long pauseNanos;
  private final Consumer<RuntimeException> onFailure;
  private final Thread thread;
  private volatile boolean woken;
  private volatile boolean closing;
  private String lastFailure = "";

  /**
   * Creates a task that is not started yet; failures go to the thread's uncaught-exception handler.
   */
  public PeriodicTask(String name, Duration pause, Runnable task) {
    this(name, pause, task, PeriodicTask::reportUncaught);
  }

  /**
   * Creates a task that is not started yet.
   *
   * @param name the thread's name
   * @param pause the time between the end of a run and the start of the next
   * @param onFailure gets what the task throws, but not the same failure twice in a row; the task
   *     runs again after the pause
   */
  public PeriodicTask(
      String name, Duration pause, Runnable task, Consumer<RuntimeException> onFailure) {
    this.task = task;
    this.pauseNanos = pause.toNanos();
    this.onFailure = onFailure;
    this.thread = DaemonThreads.create(name, this::run);
  }

  private static void reportUncaught(RuntimeException failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }

  /** Starts the thread; the first run follows after a pause, unless the task has been woken. */
  public void start() {
    thread.start();
  }

  /** Ends the current pause, or skips the next one if the task is running. */
  public void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }

  /** Lets the thread end after the current run, without waiting for it. */
  public void stop() {
    closing = true;
    LockSupport.unpark(thread);
  }

  /** Returns whether the task was stopped, so that a long run should end early. */
  public boolean isClosing() {
    return closing;
  }

  private void run() {
    while (!closing) {
      long end = System.nanoTime() + pauseNanos;
      long left = pauseNanos;
      while (left > 0 && !woken && !closing) {
        LockSupport.parkNanos(this, left);
        left = end - System.nanoTime();
      }
      woken = false;
      if (!closing) {
        runOnce();
      }
    }
  }

  private void runOnce() {
    try {
      task.run();
      lastFailure = "";
    } catch (RuntimeException e) {
      if (!lastFailure.equals(e.toString())) {
        lastFailure = e.toString();
        onFailure.accept(e);
      }
    }
  }

  /** Ends the thread after the current run, and waits for that a limited time. */
  public void close(Duration atMost) throws InterruptedException {
    stop();
    thread.join(atMost.toMillis());
  }

  /** Ends the thread after the current run, and waits for that. */
  @Override
  public void close() {
    stop();
    DaemonThreads.join(thread);
  }
}
