package dev.memotor.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Marker;

/**
 * Limits how often each message is logged, by the server, its engines, their libraries or plug-ins,
 * so that no code needs to think of it. Messages are distinguished by their logger and their text
 * before arguments are filled in. Debug output is not limited: who turns it on wants all of it.
 */
public final class RepeatFilter extends TurboFilter {

  private static final int SECONDS = 10;

  /** Fifty lines, or five with a stack trace. */
  private static final int LINES = 50;

  private static final int STACK_TRACE = 10;

  /** Limits distinct texts, since composed ones could be endless; the rest share one limit. */
  private static final int MAX_TEXTS = 1_000;

  private static final String SUMMARY = "left out since the last such line: {} like the next one";

  private final Map<String, LogLimit> limits = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final LogLimit others;

  public RepeatFilter() {
    this(System::nanoTime);
  }

  RepeatFilter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.others = new LogLimit(LINES, SECONDS, nanoTime);
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String text, Object[] arguments, Throwable cause) {
    // Called for every log statement, so it must cost nothing for levels that are off.
    if (text == null
        || !level.isGreaterOrEqual(Level.INFO)
        || !level.isGreaterOrEqual(logger.getEffectiveLevel())
        || text.equals(SUMMARY)) {
      return FilterReply.NEUTRAL;
    }
    long leftOut = limit(logger.getName() + ' ' + text).permit(weight(arguments, cause));
    if (leftOut == LogLimit.LEFT_OUT) {
      return FilterReply.DENY;
    }
    if (leftOut > 0) {
      logger.warn(SUMMARY, leftOut);
    }
    return FilterReply.NEUTRAL;
  }

  /** Returns the cause: SLF4J takes it from the last argument, if that is an exception. */
  private static int weight(Object[] arguments, Throwable cause) {
    boolean last =
        arguments != null
            && arguments.length > 0
            && arguments[arguments.length - 1] instanceof Throwable;
    return cause != null || last ? STACK_TRACE : 1;
  }

  private LogLimit limit(String key) {
    LogLimit known = limits.get(key);
    if (known != null) {
      return known;
    }
    return limits.size() >= MAX_TEXTS
        ? others
        : limits.computeIfAbsent(key, text -> new LogLimit(LINES, SECONDS, nanoTime));
  }
}
