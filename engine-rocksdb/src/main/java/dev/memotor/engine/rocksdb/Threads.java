package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts and ends the engine's threads. */
final class Threads {

  private Threads() {}

  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  static ExecutorService pool(String name, int size) {
    AtomicInteger count = new AtomicInteger();
    return Executors.newFixedThreadPool(
        size, task -> daemon(name + "-" + count.incrementAndGet(), task));
  }

  /** Ends a pool after what was given to it. */
  static void end(ExecutorService pool) {
    pool.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(1, TimeUnit.MINUTES);
        if (!ended) {
          LOG.warn("still waiting for reads from the disk");
        }
      } catch (InterruptedException e) {
        // The native handles must outlive the threads that use them.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a thread that has been told to end. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
