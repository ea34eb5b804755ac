package dev.memotor.server.observe;

import dev.memotor.engine.EngineException;
import dev.memotor.server.logging.LogLimit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failed operations, at most one line per kind and {@value #INTERVAL_SECONDS} seconds: an
 * unavailable store fails every operation, and the log must not become the next problem.
 */
final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.engine");
  private static final int INTERVAL_SECONDS = 5;

  private final LogLimit[] limits =
      Stream.of(EngineException.Kind.values())
          .map(kind -> new LogLimit(1, INTERVAL_SECONDS))
          .toArray(LogLimit[]::new);
  private final AtomicLong doubleOutcomes = new AtomicLong();

  void failed(EngineException failure) {
    long others = limits[failure.kind().ordinal()].permit();
    if (others == LogLimit.LEFT_OUT) {
      return;
    }
    LOG.warn(
        "an operation failed ({}): {}{}",
        failure.kind(),
        failure.getMessage(),
        others == 0 ? "" : " (and " + others + " more since the last line)",
        failure.getCause());
  }

  void endedTwice() {
    if (doubleOutcomes.incrementAndGet() == 1) {
      LOG.error("the engine broke its contract: it ended an operation twice");
    }
  }
}
