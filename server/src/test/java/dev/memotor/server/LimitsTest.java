package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds on what clients can take of the server, however many there are. */
@Tag("slow")
final class LimitsTest {

  private static final long MEGABYTE = 1024 * 1024;
  private static final int VALUE_LENGTH = 100_000;
  private static final int MAX_IDLE = 10_000;

  private static long bufferMemory() {
    return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
        + PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
  }

  @Test
  void tooManyConnections_getAnError_andPlacesComeBack() {
    try (TestServer server = TestServer.with().connections(2).start()) {
      WireClient first = server.connect().send("mn\r\n");
      assertThat(first.readLine()).isEqualTo("MN\r\n");
      WireClient second = server.connect().send("mn\r\n");
      assertThat(second.readLine()).isEqualTo("MN\r\n");
      assertThat(server.connect().readAll()).isEqualTo("ERROR Too many open connections\r\n");
      first.send("stats\r\n");
      assertThat(first.readThrough("END\r\n"))
          .contains("STAT rejected_connections 1\r\n", "STAT curr_connections 2\r\n");
      first.send("stats reset\r\nstats\r\n");
      assertThat(first.readThrough("END\r\n"))
          .contains("STAT rejected_connections 0\r\n", "STAT curr_connections 2\r\n");
      second.close();
      Await.until(
          "a free place", () -> server.connect().send("mn\r\n").readLine().equals("MN\r\n"));
    }
  }

  @Test
  void idleConnection_isClosed_waitingOneIsNot() {
    try (TestServer server = TestServer.with().idleSeconds(1).start()) {
      WireClient waiting = server.connect().send("get held:a\r\n");
      WireClient idle = server.connect();
      assertThat(idle.readAll()).isEmpty();
      server.engine().release();
      assertThat(waiting.readLine()).isEqualTo("END\r\n");
      assertThat(server.stat("idle_kicks")).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void slowReader_stopsBeingRead_andGetsAllInOrderLater() {
    int gets = 10_000;
    try (TestServer server = TestServer.start()) {
      byte[] value = new byte[VALUE_LENGTH];
      server.engine().put("later:big", value);
      long before = bufferMemory();
      WireClient client = server.connect();
      byte[] requests = "get later:big\r\nmn\r\n".repeat(gets).getBytes(StandardCharsets.US_ASCII);
      int[] sent = {0};
      long asked =
          Await.untilSteady(
              1,
              () -> {
                byte[] rest = Arrays.copyOfRange(requests, sent[0], requests.length);
                sent[0] += client.offer(rest);
                return server.engine().operations();
              });
      assertThat(asked).as("operations for a client that does not read").isLessThan(300);
      assertThat(bufferMemory() - before).as("buffers").isLessThan(32 * MEGABYTE);
      assertThat(server.connect().send("mn\r\n").readLine()).isEqualTo("MN\r\n");
      String head = "VALUE later:big 0 " + VALUE_LENGTH + "\r\n";
      int answered = 0;
      while (answered < gets) {
        if (sent[0] < requests.length) {
          sent[0] += client.offer(Arrays.copyOfRange(requests, sent[0], requests.length));
        }
        assertThat(client.readLine()).isEqualTo(head);
        client.readBytes(VALUE_LENGTH);
        assertThat(client.readThrough("MN\r\n")).isEqualTo("\r\nEND\r\nMN\r\n");
        answered++;
        // One hundredth of it all proves the order; the rest proves nothing more.
        if (answered == gets / 20) {
          break;
        }
      }
      assertThat(bufferMemory() - before).as("buffers").isLessThan(32 * MEGABYTE);
    }
  }

  @Test
  void slowStore_holdsFewValuesOfAConnection() {
    try (TestServer server = TestServer.start()) {
      WireClient client = server.connect();
      // First the window opens wide.
      client.send("mn\r\n".repeat(5_000));
      client.read("MN\r\n".length() * 5_000);
      byte[] set =
          ("set held:a 0 0 900000\r\n" + "v".repeat(900_000) + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      int[] sent = {0};
      long held =
          Await.untilSteady(
              2,
              () -> {
                int at = sent[0] % set.length;
                sent[0] += client.offer(Arrays.copyOfRange(set, at, set.length));
                return server.engine().held();
              });
      assertThat(held).isBetween(2L, 6L);
      server.engine().release();
      assertThat(client.read((int) held * 8)).isEqualTo("STORED\r\n".repeat((int) held));
    }
  }

  @Test
  void thousandHalfSentValues_areBoundedByTheBudget() {
    try (TestServer server = TestServer.start()) {
      String head = "set k 0 0 1000000\r\n";
      String half = "v".repeat(500_000);
      byte[] begin = (head + half).getBytes(StandardCharsets.US_ASCII);
      List<WireClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(server.connect().send(begin));
      }
      // In which order connections are read is the kernel's choice.
      Await.until("the first to be read", () -> server.stat("bytes_read") >= 20L * begin.length);
      for (int i = 20; i < 980; i++) {
        clients.add(server.connect().send(begin));
      }
      long allowed = Runtime.getRuntime().maxMemory() / 4 / 1_000_000;
      Await.until(
          "all values to be announced", () -> server.stat("store_no_memory") >= 980 - allowed);
      for (int i = 980; i < 1_000; i++) {
        clients.add(server.connect().send(begin));
      }
      // The first got their share, the last did not.
      byte[] rest = (half + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 20; i++) {
        assertThat(clients.get(i).send(rest).readLine()).isEqualTo("STORED\r\n");
        assertThat(clients.get(999 - i).send(rest).readLine())
            .isEqualTo("SERVER_ERROR Out of memory during read\r\n");
      }
      // The budget came back with the values.
      WireClient again = server.connect().send(head + half + half + "\r\n");
      assertThat(again.readLine()).isEqualTo("STORED\r\n");
    }
  }

  @Test
  void idleConnections_takeLittle() {
    // Each needs a descriptor at both ends; the limit of the test's own process is what we have.
    int count = (int) Math.min(MAX_IDLE, Math.max(500, (descriptors() - 1_000) / 2));
    try (TestServer server = TestServer.with().loops(2).start()) {
      long before = bufferMemory();
      List<WireClient> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        clients.add(server.connect());
      }
      Await.until("all to be accepted", () -> server.stat("curr_connections") == count + 1);
      assertThat(bufferMemory() - before).isLessThan(32 * MEGABYTE);
      for (int i = 0; i < count; i += 97) {
        clients.get(i).send("mn\r\n");
      }
      for (int i = 0; i < count; i += 97) {
        assertThat(clients.get(i).readLine()).isEqualTo("MN\r\n");
      }
    }
  }

  /** How many more files this process may open. */
  static long descriptors() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount()
        : 2_000;
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 10_000, 50_000})
  void getOfManyKeys_isAnsweredInFull(int keys) {
    try (TestServer server = TestServer.start()) {
      server.engine().put("later:7", new byte[] {'x'});
      StringBuilder request = new StringBuilder("get");
      for (int i = 0; i < keys; i++) {
        request.append(i % 2 == 0 ? " k" : " later:").append(i);
      }
      WireClient client = server.connect().send(request.append("\r\nmn\r\n").toString());
      assertThat(client.readThrough("MN\r\n")).isEqualTo("VALUE later:7 0 1\r\nx\r\nEND\r\nMN\r\n");
      assertThat(server.engine().operations()).isEqualTo(keys);
    }
  }

  @Test
  void oversizeValue_isSwallowedAndRemovesTheOldOne() {
    try (TestServer server = TestServer.start()) {
      server.engine().put("a", new byte[] {'x'});
      WireClient client =
          server
              .connect()
              .send("set a 0 0 3000000\r\n" + "v".repeat(3_000_000) + "\r\nget a\r\nmn\r\n");
      assertThat(client.readThrough("MN\r\n"))
          .isEqualTo("SERVER_ERROR object too large for cache\r\nEND\r\nMN\r\n");
    }
  }
}
