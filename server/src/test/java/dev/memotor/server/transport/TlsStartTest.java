package dev.memotor.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.fixture.Observed;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TlsStartTest {

  @Test
  void silentClient_isClosed() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast(new TlsStart(null, null, new Observed().loop()));
    channel.advanceTimeBy(TlsStart.MAX_SILENT_SECONDS * 1_000 - 1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }
}
