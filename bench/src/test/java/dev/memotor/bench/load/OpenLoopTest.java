package dev.memotor.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.memotor.bench.protocol.Exchange;
import dev.memotor.bench.protocol.InFlight;
import dev.memotor.bench.protocol.Protocol;
import dev.memotor.bench.protocol.RequestTemplate;
import dev.memotor.bench.tally.Recorder;
import dev.memotor.bench.tally.Timeline;
import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Mix;
import dev.memotor.bench.workload.OperationKind;
import dev.memotor.bench.workload.Random64;
import dev.memotor.bench.workload.ValueSizes;
import dev.memotor.bench.workload.Values;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time stands still here, but for the tests' own steps. */
final class OpenLoopTest {

  private static final long MILLI = 1_000_000;

  @Test
  void aRegularScheduleDoesNotDrift() {
    Schedule schedule = Schedule.regular(5, 1e9 / 3);
    for (int i = 0; i < 3_000_000; i++) {
      schedule.advance();
    }
    assertThat(schedule.due()).isCloseTo(5 + 1_000_000_000_000_000L, within(1000L * MILLI / 1000));
  }

  @Test
  void aPoissonScheduleHasTheMeanAndTheSpreadOfItsGaps() {
    Schedule schedule = Schedule.poisson(0, MILLI, new Random64(11));
    int gaps = 100_000;
    double squares = 0;
    long last = 0;
    for (int i = 0; i < gaps; i++) {
      schedule.advance();
      double gap = schedule.due() - last;
      squares += (gap - MILLI) * (gap - MILLI);
      last = schedule.due();
    }
    assertThat((double) last / gaps).isCloseTo(MILLI, within(0.02 * MILLI));
    assertThat(Math.sqrt(squares / gaps)).isCloseTo(MILLI, within(0.03 * MILLI));
  }

  /**
   * One request is due each millisecond, and the only connection stalls for 100 ms: that is a
   * latency of 100 ms for one request, 99 ms for the next one, and so on; not one slow request.
   */
  @Test
  void aStallCountsForEveryRequestThatWasDueMeanwhile() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open();
        Selector selector = Selector.open()) {
      server.bind(new InetSocketAddress("127.0.0.1", 0));
      Recorder recorder = new Recorder((interval, tally) -> {});
      recorder.begin(new Timeline(0, 0, Long.MAX_VALUE, Long.MAX_VALUE));
      Values values = new Values(1);
      ValueSizes sizes = ValueSizes.parse("1");
      Exchange exchange = new Exchange(new InFlight(4), recorder, sizes);
      Keyspace keys = Keyspace.of(10, "key", 3);
      Link link =
          new Link(
              new Link.Shared(
                  server.getLocalAddress(),
                  5000,
                  selector,
                  ByteBuffer.allocateDirect(1000),
                  ByteBuffer.allocateDirect(1000),
                  Protocol.TEXT.writer(keys, values, 0),
                  recorder),
              exchange,
              Protocol.TEXT.parser(exchange, keys, values, false));
      link.connect();
      try (SocketChannel peer = server.accept()) {
        MixedSource source =
            new MixedSource(
                new Mix(0, 1, 0), key -> 1, sizes, 1, Long.MAX_VALUE, 0, new Random64(1));
        OpenLoop loop = new OpenLoop(source, Schedule.regular(0, MILLI), 1, 1);
        loop.ready(link, 0);
        long now = 0;
        loop.advance(now);
        assertThat(loop.nextDue()).as("no connection is free").isEqualTo(Long.MAX_VALUE);

        List<Long> latencies = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          now = 100 * MILLI;
          loop.advance(now);
          answer(peer, link, now);
          latencies.add(now - i * MILLI);
          loop.completed(link, link.takeCompleted(), now);
        }
        assertThat(loop.nextDue()).isEqualTo(100 * MILLI);
        var recorded = recorder.tally().latency(OperationKind.SET);
        assertThat(recorded.getTotalCount()).isEqualTo(100);
        assertThat((double) recorded.getMaxValue()).isCloseTo(100e6, within(1e5));
        assertThat((double) recorded.getMinValue()).isCloseTo(1e6, within(1e3));
        double mean = latencies.stream().mapToLong(nanos -> nanos).average().orElseThrow();
        assertThat(recorded.getMean()).isCloseTo(mean, within(mean / 1000));
      } finally {
        link.close();
      }
    }
  }

  /** The peer reads one set and answers; the link reads the answer as having come at that time. */
  private static void answer(SocketChannel peer, Link link, long now) throws Exception {
    ByteBuffer request = ByteBuffer.allocate("set key001 0 0 1\r\nx\r\n".length());
    while (request.hasRemaining()) {
      assertThat(peer.read(request)).isPositive();
    }
    peer.write(ByteBuffer.wrap(RequestTemplate.ascii("STORED\r\n")));
    while (!link.isIdle()) {
      link.readable(() -> now);
    }
  }
}
