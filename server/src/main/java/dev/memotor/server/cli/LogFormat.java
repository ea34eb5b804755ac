package dev.memotor.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.logging.RepeatFilter;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/**
 * Configures Logback in code: parsing an XML file would take longer than the rest of the logging
 * set-up, and programs that embed the server have a configuration already.
 */
final class LogFormat {

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} [%thread] %msg%n";

  private LogFormat() {}

  /** Sends log lines to standard error, as text. */
  static void install() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)
        || System.getProperty("logback.configurationFile") != null) {
      return;
    }
    context.reset();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(PATTERN);
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setContext(context);
    use(encoder, appender, context);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    context.addTurboFilter(new RepeatFilter());
    root.addAppender(appender);
    context.getLogger("dev.memotor").setLevel(Level.INFO);
    context.getLogger("memotor").setLevel(Level.INFO);
  }

  /**
   * Sets the format of the lines logged from now on.
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
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        use(encoder, stream, context);
      }
    }
  }

  private static void use(
      Encoder<ILoggingEvent> encoder,
      OutputStreamAppender<ILoggingEvent> appender,
      LoggerContext context) {
    encoder.setContext(context);
    encoder.start();
    appender.setEncoder(encoder);
  }
}
