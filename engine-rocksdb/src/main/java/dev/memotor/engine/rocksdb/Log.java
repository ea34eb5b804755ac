package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one logger of this engine. */
final class Log {

  static final Logger LOG = LoggerFactory.getLogger("dev.memotor.engine.rocksdb");

  private Log() {}

  /** Reports the failure of a background task, which will be tried again. */
  static void failure(RuntimeException e) {
    String task = Thread.currentThread().getName();
    if (e instanceof EngineException) {
      LOG.warn("{}: {}", task, e.getMessage());
    } else {
      LOG.error("{} failed", task, e);
    }
  }
}
