package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A thread that does a task again and again, with pauses, or sooner when it is woken. */
final class Worker implements AutoCloseable {

  private final Runnable task;
  private final long pauseNanos;
  private final Thread thread;
  private volatile boolean woken;
  private volatile boolean closing;
  private String lastFailure = "";

  Worker(String name, Duration pause, Runnable task) {
    this.task = task;
    this.pauseNanos = pause.toNanos();
    this.thread = Threads.daemon(name, this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends the pause. */
  void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }

  /** Whether the task should come to an end soon. */
  boolean isClosing() {
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
    } catch (EngineException e) {
      // It is tried again anyway; one line for each new reason is enough.
      String failure = String.valueOf(e.getMessage());
      if (!failure.equals(lastFailure)) {
        LOG.warn("{}: {}", thread.getName(), failure);
        lastFailure = failure;
      }
    } catch (RuntimeException e) {
      LOG.error("{} failed", thread.getName(), e);
    }
  }

  /** Ends the thread after the task at hand. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
