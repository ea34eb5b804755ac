package dev.memotor.server.cli;

import dev.memotor.engine.Engine;
import dev.memotor.server.MemotorServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end in good order: no new connections, answers to what was received, the store closed.
 * Bounded in time, since whoever sent the signal waits.
 */
final class GracefulStop {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");
  private static final long MAX_MILLIS = 25_000;

  private final MemotorServer server;
  private final Engine engine;
  private final Path pidFile;
  private final ServiceManager manager;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean clean;

  GracefulStop(MemotorServer server, Engine engine, Path pidFile, ServiceManager manager) {
    this.manager = manager;
    this.server = server;
    this.engine = engine;
    this.pidFile = pidFile;
  }

  /** Stops on SIGTERM and SIGINT, with exit status 0 if all ended well. */
  void onSignal() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (ended.getCount() > 0) {
                    // The JVM itself would exit with the signal's number.
                    Runtime.getRuntime().halt(run() ? 0 : 1);
                  }
                },
                "stop"));
  }

  /** Ends all, or waits for the end that another thread has begun; returns whether it was good. */
  boolean run() {
    if (begun.compareAndSet(false, true)) {
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
      // Nobody shall wait for it a second time.
      ended.countDown();
      LOG.error("not all ended within {} s; giving up", MAX_MILLIS / 1000);
      return false;
    }
    LOG.info(clean ? "stopped" : "stopped with errors");
    return clean;
  }

  private void stop() {
    // Each step whatever became of the one before: above all the store must be closed.
    boolean good = attempt(server::close);
    good &= attempt(engine::close);
    good &= attempt(this::removePidFile);
    clean = good;
    ended.countDown();
  }

  private void removePidFile() throws IOException {
    if (pidFile != null) {
      Files.deleteIfExists(pidFile);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static boolean attempt(Step step) {
    try {
      step.run();
      return true;
    } catch (RuntimeException | IOException e) {
      LOG.error("the end was not in good order", e);
      return false;
    }
  }
}
