package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a topology's discovery in the background: one at a time, and not more often than useful. */
final class Rediscovery {

  private static final Logger LOG = LoggerFactory.getLogger(Rediscovery.class);
  private static final long PAUSE_NANOS = 100_000_000;

  private final Executor executor;
  private final Runnable discovery;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile long ended = System.nanoTime() - PAUSE_NANOS;

  Rediscovery(Executor executor, Runnable discovery) {
    this.executor = executor;
    this.discovery = discovery;
  }

  void request() {
    if (System.nanoTime() - ended < PAUSE_NANOS || !running.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      running.set(false);
      LOG.debug("no discovery any more, the engine is closing", e);
    }
  }

  private void run() {
    try {
      discovery.run();
    } catch (EngineException e) {
      LOG.debug("nodes not found, will look again: {}", e.getMessage());
    } finally {
      ended = System.nanoTime();
      running.set(false);
    }
  }
}
