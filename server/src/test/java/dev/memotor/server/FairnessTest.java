package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Batch;
import dev.memotor.server.config.ConnectionConfig.TransportKind;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that pipelines without limit costs the others no more than turns. */
final class FairnessTest {

  private static final int LIMIT = 20;
  private static final int GETS = 5_000;
  private static final String GET = "get a\r\n";
  private static final String MISS = "END\r\n";

  /** Turns until the loop has noticed input: io_uring reports it one poll later than epoll. */
  private static final int TURNS_TO_NOTICE = 3;

  static List<TransportKind> transports() {
    return TransportsTest.available();
  }

  private static TestServer start(TransportKind kind) {
    return TestServer.with().transport(kind).loops(1).requestsPerEvent(LIMIT).start();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void turn_takesNoMoreThanTheLimitOfAConnection(TransportKind kind) {
    try (TestServer server = start(kind)) {
      List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
      server.engine().onBatch(batch -> sizes.add(batch.size()));
      WireClient client = server.connect().send(GET.repeat(GETS));
      assertThat(client.read(GETS * MISS.length())).isEqualTo(MISS.repeat(GETS));
      assertThat(sizes).allMatch(size -> size <= LIMIT);
      // The kernel may deliver the input in several pieces, each of which ends a turn.
      assertThat(server.stat("conn_yields")).isBetween(GETS / LIMIT / 2L, (long) GETS / LIMIT);
    }
  }

  /** What one connection may have sent before the other one. */
  private enum Shape {
    GETS(GET.repeat(8_000)),
    MULTIGETS(("get" + " a".repeat(100) + "\r\n").repeat(300)),
    SETS("set a 0 0 10\r\n0123456789\r\n".repeat(2_000)),
    SILENT("mn\r\n".repeat(2_000) + "set a 0 0 1 noreply\r\nx\r\n".repeat(2_000));

    private final String pipeline;

    Shape(String pipeline) {
      this.pipeline = pipeline;
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void otherConnection_isServedWithinTurns(Shape shape) {
    for (TransportKind kind : transports()) {
      try (TestServer server = start(kind)) {
        WireClient other = server.connect().send("mn\r\n");
        assertThat(other.readLine()).isEqualTo("MN\r\n");
        List<String> firstKeys = Collections.synchronizedList(new ArrayList<>());
        server
            .engine()
            .onBatch(
                batch -> {
                  firstKeys.add(holds(batch, "other") ? "other" : "a");
                  if (firstKeys.size() == 3) {
                    // In the middle of the pipeline, and on the thread of the loop.
                    other.send("get other\r\n");
                  }
                });
        WireClient greedy = server.connect();
        greedy.send(shape.pipeline);
        assertThat(other.readLine()).isEqualTo(MISS);
        assertThat(firstKeys.indexOf("other")).as("%s", kind).isBetween(3, 3 + TURNS_TO_NOTICE);
      }
    }
  }

  private static boolean holds(Batch batch, String key) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.operation(i).key().toString().equals(key)) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void getOfManyKeys_isOneCommand(TransportKind kind) {
    try (TestServer server = start(kind)) {
      WireClient client = server.connect().send(("get" + " a".repeat(50) + "\r\n").repeat(LIMIT));
      assertThat(client.read(LIMIT * MISS.length())).isEqualTo(MISS.repeat(LIMIT));
      assertThat(server.stat("conn_yields")).isZero();
    }
  }
}
