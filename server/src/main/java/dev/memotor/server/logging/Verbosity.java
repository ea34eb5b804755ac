package dev.memotor.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * The level of the log: memcached's {@code -v} to {@code -vvv}. There is one per process, as there
 * is for loggers.
 */
public final class Verbosity {

  /** The logger of commands and replies at DEBUG, and of connection states at TRACE. */
  public static final String WIRE_LOGGER = "memotor.wire";

  private static final String[] OWN_LOGGERS = {"dev.memotor", "memotor"};

  private static volatile int level;

  private Verbosity() {}

  /** Sets the level: 0 for what operators need, 1 for more, 2 for commands, 3 also for states. */
  public static void set(int newLevel) {
    level = newLevel;
    Level own =
        switch (newLevel) {
          case 0 -> Level.INFO;
          case 1 -> Level.DEBUG;
          default -> Level.TRACE;
        };
    Level wire =
        switch (newLevel) {
          case 0, 1 -> Level.INFO;
          case 2 -> Level.DEBUG;
          default -> Level.TRACE;
        };
    for (String name : OWN_LOGGERS) {
      setLevel(name, own);
    }
    setLevel(WIRE_LOGGER, wire);
  }

  private static void setLevel(String name, Level level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(level);
    }
  }

  public static int level() {
    return level;
  }
}
