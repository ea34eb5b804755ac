package dev.memotor.engine.rocksdb;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one logger of this engine. */
final class Log {

  static final Logger LOG = LoggerFactory.getLogger("dev.memotor.engine.rocksdb");

  private Log() {}
}
