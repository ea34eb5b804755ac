package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.memotor.server.config.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LogFormatTest {

  @Test
  void json_isOneObjectALine() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    try {
      LogFormat.use("json");
      appender.setOutputStream(out);
      appender.start();
      LoggerFactory.getLogger("memotor").info("a \"quoted\"\nline {}", 1);
    } finally {
      root.detachAppender(appender);
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .matches(
            "\\{\"timestamp\":\\d+,\"level\":\"INFO\",\"threadName\":\"[^\"]+\","
                + "\"loggerName\":\"memotor\","
                + "\"formattedMessage\":\"a \\\\\"quoted\\\\\"\\\\nline 1\",\"throwable\":null}\n");
  }

  @Test
  void anythingElse_isRefused() {
    assertThatThrownBy(() -> LogFormat.use("xml"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("--log-format xml: give text or json");
  }
}
