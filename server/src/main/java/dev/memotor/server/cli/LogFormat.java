package dev.memotor.server.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.memotor.server.config.ConfigurationException;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** What log lines look like. */
final class LogFormat {

  private LogFormat() {}

  /**
   * Has all that is logged from here on written so.
   *
   * @param name text or json
   */
  static void use(String name) {
    switch (name) {
      case "text" -> {}
      case "json" -> {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
          useJson(context);
        }
      }
      default -> throw new ConfigurationException("--log-format " + name + ": give text or json");
    }
  }

  private static void useJson(LoggerContext context) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
      if (all.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        stream.setEncoder(encoder);
      }
    }
  }
}
