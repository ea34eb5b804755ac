package dev.memotor.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits on repeated messages. */
final class RepeatFilterTest {

  private long nanos;
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("a.library");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void start() {
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    context.addTurboFilter(new RepeatFilter(() -> nanos));
  }

  private void pass(int seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void repeatedMessage_isLimited_andTheRestIsCounted() {
    for (int i = 0; i < 1_000; i++) {
      logger.warn("accept failed: {}", i);
    }
    assertThat(log.list).hasSize(50);
    pass(10);
    logger.warn("accept failed: {}", "again");
    assertThat(log.list)
        .hasSize(52)
        .extracting(ILoggingEvent::getFormattedMessage)
        .endsWith(
            "left out since the last such line: 950 like the next one", "accept failed: again");
  }

  @Test
  void stackTraces_countTenfold() {
    for (int i = 0; i < 100; i++) {
      logger.error("a fault", new IllegalStateException());
      logger.error("another fault of {}", "x", new IllegalStateException());
    }
    assertThat(log.list).hasSize(10);
  }

  @Test
  void otherMessages_areNotHeldUp() {
    for (int i = 0; i < 1_000; i++) {
      logger.warn("one");
    }
    log.list.clear();
    logger.info("two");
    assertThat(log.list).hasSize(1);
  }

  @Test
  void composedTexts_shareALimit() {
    for (int i = 0; i < 10_000; i++) {
      logger.warn("text " + i);
    }
    assertThat(log.list).hasSize(1_050);
  }

  @Test
  void debugging_isNotLimited() {
    logger.setLevel(Level.DEBUG);
    for (int i = 0; i < 1_000; i++) {
      logger.debug("step");
    }
    assertThat(log.list).hasSize(1_000);
  }
}
