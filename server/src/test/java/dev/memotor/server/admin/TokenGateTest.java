package dev.memotor.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenGateTest {

  @TempDir private Path directory;
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private TokenGate gate;

  @BeforeEach
  void makeGate() throws IOException {
    loop.freezeTime();
    gate = new TokenGate(AccessToken.read(Files.writeString(directory.resolve("t"), "a-secret")));
  }

  private CompletableFuture<Boolean> ask(String token) {
    return gate.admits("Bearer " + token, new InetSocketAddress("10.0.0.1", 1), loop.eventLoop());
  }

  @Test
  void wrongToken_waitsLongerEachTime_theRightOneDoesNot() {
    for (int i = 0; i < 16; i++) {
      assertThat(ask("wrong")).isNotDone();
    }
    assertThat(ask("wrong")).as("refused immediately: too many wait").isCompletedWithValue(false);
    assertThat(ask("a-secret")).isCompletedWithValue(true);
    loop.advanceTimeBy(5_000, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    CompletableFuture<Boolean> last = ask("wrong");
    loop.advanceTimeBy(4_900, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    assertThat(last).isNotDone();
    loop.advanceTimeBy(200, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    assertThat(last).isCompletedWithValue(false);
  }

  @Test
  void noToken_isNoGuess() {
    assertThat(gate.admits(null, new InetSocketAddress("10.0.0.1", 1), loop.eventLoop()))
        .isCompletedWithValue(false);
  }
}
