package dev.memotor.server.accept;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.SmallServer;
import dev.memotor.server.fixture.WireClient;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Connections that cannot be accepted. */
@Tag("slow")
final class AcceptFailuresTest {

  /** Fewer than the connections of the test, and enough for Java and its libraries. */
  private static final int FILES = 300;

  private static final int CONNECTIONS = 500;

  @TempDir private Path directory;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("memotor");
  }

  @Test
  void failure_pausesTheListener_andIsLoggedOnce() {
    EmbeddedChannel listener = new EmbeddedChannel(new AcceptFailures());
    listener.freezeTime();
    for (int i = 0; i < 1_000; i++) {
      listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
      assertThat(listener.config().isAutoRead()).isFalse();
    }
    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("Too many open files", "ulimit -n", "-c");
    listener.advanceTimeBy(100, TimeUnit.MILLISECONDS);
    listener.runScheduledPendingTasks();
    assertThat(listener.config().isAutoRead()).isTrue();
    listener.checkException();
  }

  @Test
  void descriptorsThatRunOut_leaveTheServerQuiet_andComeBack() {
    try (SmallServer server = SmallServer.withFiles(FILES, directory.resolve("log").toFile())) {
      WireClient first = server.connect().send("mn\r\n");
      assertThat(first.readLine()).isEqualTo("MN\r\n");
      List<WireClient> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(server.connect());
      }
      // Still served: the loop is not busy with failures.
      for (int i = 0; i < 1_000; i++) {
        assertThat(first.send("mn\r\n").readLine()).isEqualTo("MN\r\n");
      }
      assertThat(server.linesPrinted()).isBetween(1L, 100L);
      clients.forEach(WireClient::close);
      Await.until(
          "a connection to be accepted",
          () -> {
            try (WireClient client = server.connect().send("mn\r\n")) {
              return client.readLine().equals("MN\r\n");
            } catch (UncheckedIOException e) {
              return false;
            }
          });
      first.close();
    }
  }
}
