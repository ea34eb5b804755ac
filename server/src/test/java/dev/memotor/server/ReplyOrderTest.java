package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replies leave in the order of their requests, in whatever order the engine ends them. */
final class ReplyOrderTest {

  private static final String[] ENDS = {"now", "later", "shuffled"};

  private final TestServer server = TestServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void pipeline_mixedEnds_repliesInRequestOrder() {
    long seed = 20_261_121;
    Random random = new Random(seed);
    StringBuilder requests = new StringBuilder();
    StringBuilder replies = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      String key = ENDS[random.nextInt(ENDS.length)] + ":" + i;
      if (random.nextBoolean()) {
        requests
            .append("set ")
            .append(key)
            .append(" 0 0 1\r\nv\r\nget ")
            .append(key)
            .append("\r\n");
        replies.append("STORED\r\nVALUE ").append(key).append(" 0 1\r\nv\r\nEND\r\n");
      } else {
        requests.append("mn\r\nmg ").append(key).append(" v k\r\n");
        replies.append("MN\r\nEN k").append(key).append("\r\n");
      }
    }
    WireClient client = server.connect();
    client.send(requests.append("version\r\n").toString());
    assertThat(client.readThrough("VERSION 1.6.45\r\n"))
        .as("seed %d", seed)
        .isEqualTo(replies + "VERSION 1.6.45\r\n");
  }

  @Test
  void multiget_shuffledEnds_valuesInKeyOrder() {
    StringBuilder request = new StringBuilder("get");
    StringBuilder reply = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      String key = "shuffled:" + i;
      server.engine().put(key, new byte[] {'x'});
      request.append(' ').append(key);
      reply.append("VALUE ").append(key).append(" 0 1\r\nx\r\n");
    }
    WireClient client = server.connect().send(request.append("\r\nmn\r\n").toString());
    assertThat(client.readThrough("MN\r\n")).isEqualTo(reply + "END\r\nMN\r\n");
  }

  @Test
  void stuckKey_delaysItsOwnConnectionOnly() {
    WireClient stuck = server.connect().send("get held:a\r\nget b\r\n");
    Await.until("the operation to be held", () -> server.engine().held() == 1);
    WireClient other = server.connect().send("set b 0 0 1\r\nx\r\nget b\r\n");
    assertThat(other.readThrough("END\r\n")).isEqualTo("STORED\r\nVALUE b 0 1\r\nx\r\nEND\r\n");
    server.engine().release();
    // Its own second get was executed before the other connection's set.
    assertThat(stuck.readThrough("END\r\nEND\r\n")).isEqualTo("END\r\nEND\r\n");
  }

  @Test
  void readBehindWriteOfTheSameTurn_seesIt() {
    WireClient client =
        server
            .connect()
            .send("set later:k 0 0 1\r\na\r\nget later:k\r\nset later:k 0 0 1\r\nb\r\n");
    assertThat(client.readThrough("END\r\nSTORED\r\n"))
        .isEqualTo("STORED\r\nVALUE later:k 0 1\r\na\r\nEND\r\nSTORED\r\n");
  }

  @Test
  void secondEnd_changesNothing() {
    WireClient client = server.connect();
    for (int i = 0; i < 100; i++) {
      client.send("set twice:k 0 0 1\r\nv\r\nget twice:k\r\n");
      assertThat(client.readThrough("END\r\n"))
          .isEqualTo("STORED\r\nVALUE twice:k 0 1\r\nv\r\nEND\r\n");
    }
  }
}
