package dev.memotor.engine.support;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts and ends named threads that do not keep the process alive. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /** Creates a thread that is not started yet. */
  public static Thread create(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Returns a factory of threads called {@code name-1}, {@code name-2} and so on. */
  public static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> create(name + "-" + count.incrementAndGet(), task);
  }

  /** Waits for a thread to end, even if the caller is interrupted meanwhile. */
  public static void join(Thread thread) {
    uninterruptibly(
        () -> {
          thread.join();
          return true;
        });
  }

  /** Shuts a pool down and waits for its tasks, even if the caller is interrupted meanwhile. */
  public static void shutdown(ExecutorService pool) {
    pool.shutdown();
    uninterruptibly(() -> pool.awaitTermination(1, TimeUnit.MINUTES));
  }

  /** Waits for something. */
  @FunctionalInterface
  private interface Wait {

    /** Returns whether it has happened. */
    boolean once() throws InterruptedException;
  }

  private static void uninterruptibly(Wait wait) {
    boolean interrupted = false;
    boolean done = false;
    while (!done) {
      try {
        done = wait.once();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
