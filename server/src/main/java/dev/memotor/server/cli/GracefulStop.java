package dev.memotor.server.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shuts the server down cleanly: no new connections, replies to the requests received, the store
 * closed. May begin at any moment of the start, and is limited in time.
 */
final class GracefulStop {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");
  private static final long MAX_MILLIS = 25_000;

  private final ServiceManager manager;
  private final Thread hook = new Thread(this::onExit, "stop");

  /** What has been started, the latest first. */
  private final Deque<Part> parts = new ArrayDeque<>();

  private boolean begun;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean clean;

  /** Closes something that was started. */
  @FunctionalInterface
  interface Part {
    void close() throws Exception;
  }

  GracefulStop(ServiceManager manager) {
    this.manager = manager;
  }

  /** Stops on SIGTERM and SIGINT, with exit status 0 if the shutdown was clean. */
  void onSignal() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal came first: the JVM is already exiting.
      awaitExit();
    }
  }

  private void onExit() {
    if (ended.getCount() > 0) {
      // Otherwise the exit status would be that of the signal.
      Runtime.getRuntime().halt(run() ? 0 : 1);
    }
  }

  /**
   * Starts something that starts quickly: a shutdown waits for the start and then closes it. Does
   * not return if a shutdown has already begun.
   */
  <T> T start(Supplier<T> what, Function<T, Part> closing) {
    synchronized (this) {
      if (!begun) {
        T started = what.get();
        parts.push(closing.apply(started));
        return started;
      }
    }
    awaitExit();
    throw new IllegalStateException("interrupted during a shutdown");
  }

  /** Adds what has been started. Does not return if a shutdown has already begun. */
  void add(Part part) {
    synchronized (this) {
      if (!begun) {
        parts.push(part);
        return;
      }
    }
    attempt(part);
    awaitExit();
  }

  /** Closes what was started, after a failed start. Does not return if a signal came first. */
  void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      awaitExit();
    }
    closeParts();
  }

  private static void awaitExit() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Shuts down, or waits until another thread has; returns whether it was clean. */
  boolean run() {
    if (begin()) {
      LOG.info("stopping");
      manager.stopping();
      Thread worker = new Thread(this::stop, "stopping");
      worker.setDaemon(true);
      worker.start();
    }
    boolean inTime = false;
    try {
      inTime = ended.await(MAX_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!inTime) {
      // Later callers do not wait again.
      ended.countDown();
      LOG.error("the shutdown has taken more than {} s; giving up", MAX_MILLIS / 1000);
      return false;
    }
    LOG.info(clean ? "stopped" : "stopped with errors");
    return clean;
  }

  private synchronized boolean begin() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  private void stop() {
    clean = closeParts();
    ended.countDown();
  }

  /** Closes each part, even if others fail: above all the store must be closed. */
  private boolean closeParts() {
    boolean good = true;
    for (Part part = poll(); part != null; part = poll()) {
      good &= attempt(part);
    }
    return good;
  }

  private synchronized Part poll() {
    return parts.poll();
  }

  private static boolean attempt(Part part) {
    try {
      part.close();
      return true;
    } catch (Exception e) {
      LOG.error("the shutdown was not clean", e);
      return false;
    }
  }
}
