package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.server.config.AllowedCommands;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stopping a server: what was received is answered, in bounded time. */
@Timeout(180)
final class StopTest {

  private final TestServer server =
      TestServer.with().commands(new AllowedCommands(true, true, true, true, false)).start();

  @AfterEach
  void close() {
    server.close();
  }

  /** Only a server that waits for all of it takes half of it, however slow the machine is. */
  private static final long LONG_GRACE = 60_000;

  private CompletableFuture<Long> stop(long graceMillis) {
    long begin = System.nanoTime();
    return CompletableFuture.supplyAsync(
        () -> {
          server.server().close(graceMillis);
          return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        });
  }

  @Test
  void idleConnections_areClosedAtOnce() {
    WireClient idle = server.connect();
    WireClient started = server.connect().send("mn\r\nset a 0 0 100\r\nhalf");
    assertThat(started.readLine()).isEqualTo("MN\r\n");
    assertThat(stop(LONG_GRACE).join()).isLessThan(LONG_GRACE / 2);
    assertThat(idle.readAll()).isEmpty();
    assertThat(started.readAll()).isEmpty();
    assertThat(server.engine().size()).isZero();
  }

  @Test
  void waitingConnection_isAnsweredFirst() {
    WireClient client = server.connect().send("get held:a\r\nset b 0 0 1\r\nv\r\n");
    Await.until("the operation to be held", () -> server.engine().held() == 1);
    CompletableFuture<Long> stopped = stop(LONG_GRACE);
    Await.until("no new connections", this::isRefusing);
    server.engine().release();
    assertThat(client.readAll()).isEqualTo("END\r\nSTORED\r\n");
    assertThat(stopped.join()).isLessThan(LONG_GRACE / 2);
  }

  private boolean isRefusing() {
    try {
      server.connect().close();
      return false;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  @Test
  void whatAFullWindowHoldsBack_isAnsweredToo() {
    // Few enough bytes for one read: what the kernel still holds has not been received.
    WireClient client = server.connect().send("get held:a\r\n".repeat(150));
    Await.until("the window to be full", () -> server.engine().held() >= 32);
    CompletableFuture<Long> stopped = stop(LONG_GRACE);
    Await.until("no new connections", this::isRefusing);
    Await.until(
        "the rest to be asked for",
        () -> {
          server.engine().release();
          return server.engine().operations() == 150;
        });
    server.engine().release();
    assertThat(client.readAll()).isEqualTo("END\r\n".repeat(150));
    assertThat(stopped.join()).isLessThan(LONG_GRACE / 2);
  }

  @Test
  void stuckOperation_delaysTheEndByTheGraceAlone() {
    WireClient client = server.connect().send("get held:a\r\n");
    Await.until("the operation to be held", () -> server.engine().held() == 1);
    assertThat(stop(1_000).join()).isBetween(1_000L, LONG_GRACE / 2);
    assertThat(client.readAll()).isEmpty();
    // A late engine finds the event loops gone, which must not fail it.
    server.engine().release();
  }

  @Test
  void shutdownCommand_isSeen() throws InterruptedException {
    WireClient client = server.connect().send("mn\r\nshutdown\r\n");
    server.server().awaitShutdown();
    assertThat(client.readAll()).isEqualTo("MN\r\n");
  }

  @Test
  void closingTwice_isHarmless() {
    server.server().close();
    server.server().close();
    assertThatThrownBy(() -> server.connect()).isInstanceOf(UncheckedIOException.class);
  }
}
