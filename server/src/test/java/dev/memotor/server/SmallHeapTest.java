package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.SmallServer;
import dev.memotor.server.fixture.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever clients send, it does not end the process, here one with a heap of 64 MB. */
@Tag("slow")
final class SmallHeapTest {

  private static final int MEGABYTE = 1024 * 1024;

  @TempDir private static Path directory;

  private static SmallServer open;
  private static SmallServer guarded;

  @BeforeAll
  static void start() throws IOException {
    Path users = Files.writeString(directory.resolve("users"), "ana:secret\n");
    open = SmallServer.start(null, directory.resolve("open.log").toFile());
    guarded = SmallServer.start(users, directory.resolve("guarded.log").toFile());
  }

  @AfterAll
  static void end() {
    open.close();
    guarded.close();
  }

  /** Clients that all send the same, as much as the server accepts. */
  private static final class Flood implements AutoCloseable {

    private final List<WireClient> clients = new ArrayList<>();
    private final List<WireClient> refused = new ArrayList<>();
    private final byte[] bytes;
    private final long[] sent;
    private final boolean[] gone;

    private Flood(Supplier<WireClient> server, int wanted, byte[] bytes) {
      int count = (int) Math.min(wanted, LimitsTest.descriptors() / 2);
      this.bytes = bytes;
      this.sent = new long[count];
      this.gone = new boolean[count];
      for (int i = 0; i < count; i++) {
        clients.add(server.get());
      }
      Await.untilSteady(1, this::offer);
    }

    private long offer() {
      long total = 0;
      for (int i = 0; i < sent.length; i++) {
        if (!gone[i] && sent[i] < bytes.length) {
          int at = (int) sent[i];
          int end = Math.min(bytes.length, at + MEGABYTE / 4);
          try {
            sent[i] += clients.get(i).offer(Arrays.copyOfRange(bytes, at, end));
          } catch (UncheckedIOException e) {
            gone[i] = true;
            refused.add(clients.get(i));
          }
        }
        total += sent[i];
      }
      return total;
    }

    /** What refused clients have received; the kernel may have dropped some of it. */
    private boolean someHeard(String line) {
      boolean heard = false;
      for (WireClient client : refused) {
        try {
          heard |= client.readLine().equals(line);
        } catch (UncheckedIOException e) {
          // Reset before it could be read.
          continue;
        }
      }
      return heard;
    }

    @Override
    public void close() {
      clients.forEach(WireClient::close);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void assertServes(SmallServer server, String command, String reply) {
    Await.until(
        "an answer",
        () -> {
          assertThat(server.isAlive()).as("the process lives").isTrue();
          server.release();
          try (WireClient client = server.connect().send(command)) {
            return client.readLine().equals(reply);
          } catch (UncheckedIOException e) {
            return false;
          }
        });
  }

  private static void assertOpenServes() {
    assertServes(open, "mn\r\n", "MN\r\n");
    // All that was taken is back: a value of nearly the largest size has room.
    assertServes(open, "set a 0 0 1000000\r\n" + "v".repeat(1_000_000) + "\r\n", "STORED\r\n");
  }

  private static void assertGuardedServes() {
    assertServes(guarded, "set a 0 0 10\r\nana secret\r\n", "STORED\r\n");
  }

  @Test
  void linesWithoutEnd() {
    byte[] line = ascii("get " + ("a".repeat(200) + " ").repeat(20 * MEGABYTE / 201));
    try (Flood flood = new Flood(open::connect, 40, line)) {
      assertThat(flood.refused).isNotEmpty();
      assertThat(flood.someHeard("SERVER_ERROR out of memory reading request\r\n")).isTrue();
    }
    assertOpenServes();
  }

  @Test
  void largeValues_halfSent() {
    byte[] half = ascii("set k 0 0 1000000\r\n" + "v".repeat(900_000));
    try (Flood flood = new Flood(open::connect, 150, half)) {
      assertThat(flood.refused).isEmpty();
    }
    assertOpenServes();
  }

  @Test
  void smallValues_halfSent() {
    byte[] half = ascii("set k 0 0 16000\r\n" + "v".repeat(15_000));
    try (Flood flood = new Flood(open::connect, 5_000, half)) {
      assertThat(flood.refused).isEmpty();
    }
    assertOpenServes();
  }

  @Test
  void binaryBodies_halfSent() {
    byte[] set =
        BinaryPacket.request(0x01).key("k").extras(new byte[8]).value("v".repeat(60_000)).toBytes();
    try (Flood flood = new Flood(open::connect, 1_500, Arrays.copyOf(set, 50_000))) {
      assertThat(flood.refused).isEmpty();
    }
    assertOpenServes();
  }

  @Test
  void pipelines_whileTheEngineDoesNotAnswer() {
    byte[] pipeline = ascii("get held:x\r\n".repeat(5_000));
    try (Flood flood = new Flood(open::connect, 1_500, pipeline)) {
      assertThat(open.isAlive()).isTrue();
    }
    assertOpenServes();
  }

  @Test
  void values_whileTheEngineDoesNotAnswer() {
    byte[] sets = ascii(("set held:x 0 0 10000\r\n" + "v".repeat(10_000) + "\r\n").repeat(10));
    try (Flood flood = new Flood(open::connect, 1_000, sets)) {
      assertThat(open.isAlive()).isTrue();
    }
    assertOpenServes();
  }

  @Test
  void repliesThatAreNotRead() {
    byte[] gets = ascii(("get " + SmallServer.BIG + "\r\n").repeat(20));
    try (Flood flood = new Flood(open::connect, 500, gets)) {
      assertThat(open.isAlive()).isTrue();
    }
    assertOpenServes();
  }

  @Test
  void loginLines_withoutEnd() {
    try (Flood flood = new Flood(guarded::connect, 3_000, ascii("x".repeat(60_000)))) {
      assertThat(guarded.isAlive()).isTrue();
    }
    assertGuardedServes();
  }

  @Test
  void passwords_halfSent() {
    byte[] half = ascii("set a 0 0 16000\r\n" + "x".repeat(15_000));
    try (Flood flood = new Flood(guarded::connect, 5_000, half)) {
      assertThat(guarded.isAlive()).isTrue();
    }
    assertGuardedServes();
  }

  @Test
  void saslData_halfSent() {
    byte[] auth = BinaryPacket.request(0x21).key("PLAIN").value("x".repeat(16_000)).toBytes();
    try (Flood flood = new Flood(guarded::connect, 5_000, Arrays.copyOf(auth, 15_000))) {
      assertThat(guarded.isAlive()).isTrue();
    }
    assertGuardedServes();
  }

  @Test
  void httpRequests_withoutEnd() {
    for (String begin :
        new String[] {
          "GET /" + "a".repeat(MEGABYTE),
          "GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(MEGABYTE / 6),
          "GET / HTTP/1.1\r\na: " + "b".repeat(MEGABYTE),
          "POST / HTTP/1.1\r\ncontent-length: 100000000\r\n\r\n" + "b".repeat(MEGABYTE),
          "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n" + "1\r\nb\r\n".repeat(200_000)
        }) {
      try (Flood flood = new Flood(open::connectAdmin, 60, ascii(begin))) {
        assertThat(open.isAlive()).isTrue();
      }
    }
    Await.until(
        "an answer",
        () -> {
          try (WireClient client =
              open.connectAdmin().send("GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
            return client.readLine().startsWith("HTTP/1.1 200");
          } catch (UncheckedIOException e) {
            return false;
          }
        });
    assertOpenServes();
  }
}
