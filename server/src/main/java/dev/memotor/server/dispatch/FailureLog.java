package dev.memotor.server.dispatch;

import dev.memotor.engine.EngineException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failed operations, at most one line per kind and {@value #INTERVAL_SECONDS} seconds: a store
 * that is away fails every operation, and the log must not become the next problem.
 */
public final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.engine");
  private static final long INTERVAL_SECONDS = 5;
  private static final long INTERVAL_NANOS = INTERVAL_SECONDS * 1_000_000_000L;

  private final int kinds = EngineException.Kind.values().length;
  private final AtomicLongArray nextLine = new AtomicLongArray(kinds);
  private final AtomicLongArray unlogged = new AtomicLongArray(kinds);
  private final AtomicLong doubleOutcomes = new AtomicLong();
  private final long start = System.nanoTime();

  void failed(EngineException failure) {
    int kind = failure.kind().ordinal();
    long now = System.nanoTime() - start;
    long due = nextLine.get(kind);
    if (now < due || !nextLine.compareAndSet(kind, due, now + INTERVAL_NANOS)) {
      unlogged.incrementAndGet(kind);
      return;
    }
    long others = unlogged.getAndSet(kind, 0);
    LOG.warn(
        "an operation failed ({}): {}{}",
        failure.kind(),
        failure.getMessage(),
        others == 0 ? "" : " (and " + others + " more since the last line)",
        failure.getCause());
  }

  void doubleOutcome() {
    if (doubleOutcomes.incrementAndGet() == 1) {
      LOG.error("the engine broke its contract: it ended an operation twice");
    }
  }
}
