package dev.memotor.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.bench.protocol.Exchange;
import dev.memotor.bench.protocol.InFlight;
import dev.memotor.bench.tally.Recorder;
import dev.memotor.bench.tally.Timeline;
import dev.memotor.bench.workload.ValueSizes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerTest {

  private static final int LINKS = 100;

  private final Map<Integer, Long> startedIn = new HashMap<>();
  private final Recorder recorder =
      new Recorder((interval, tally) -> startedIn.merge(interval, tally.bytesSent(), Long::sum));
  private long now;

  /** Of thousands of connections, the last ones begin long after the first. */
  @Test
  void whatIsSent_countsInItsInterval_whileConnectionsBegin() throws Exception {
    try (ServerSocket server = new ServerSocket(0, LINKS, InetAddress.getLoopbackAddress())) {
      Selector selector = Selector.open();
      Worker worker =
          new Worker(selector, links(server, selector), recorder, () -> now++, 1_000_000_000);
      try {
        worker.connect();
        worker.run(new CountingPace(), new Timeline(0, 20, 60, 20));
      } finally {
        worker.close();
      }
    }
    assertThat(startedIn.get(Timeline.OUTSIDE)).isBetween(1L, 20L);
    assertThat(startedIn.get(0)).isBetween(1L, 20L);
    assertThat(startedIn.get(1)).isBetween(1L, 20L);
    assertThat(startedIn.keySet()).containsExactlyInAnyOrder(Timeline.OUTSIDE, 0, 1);
  }

  private List<Link> links(ServerSocket server, Selector selector) {
    Link.Shared shared =
        new Link.Shared(
            new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
            5_000,
            selector,
            ByteBuffer.allocate(16),
            ByteBuffer.allocate(16),
            null,
            recorder);
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < LINKS; i++) {
      Exchange exchange = new Exchange(new InFlight(1), recorder, ValueSizes.parse("1"));
      links.add(new Link(shared, exchange, null));
    }
    return links;
  }

  /** Asks for nothing, and counts each beginning as a byte. */
  private final class CountingPace implements Pace {

    @Override
    public void ready(Link link, long now) {
      recorder.tally().sent(1);
    }

    @Override
    public void completed(Link link, int requests, long now) {}

    @Override
    public void advance(long now) {}

    @Override
    public long nextDue() {
      return Long.MAX_VALUE;
    }

    @Override
    public boolean isExhausted() {
      return true;
    }
  }
}
