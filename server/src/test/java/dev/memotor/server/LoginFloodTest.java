package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.config.ConnectionConfig.TransportKind;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that fail to log in, or never try, do not lock out others. */
@Timeout(60)
final class LoginFloodTest {

  private static final int PLACES = 8;
  private static final String WRONG = "set a 0 0 9\r\nbob wrong\r\n";
  private static final String RIGHT = "set a 0 0 6\r\nbob pw\r\n";

  @TempDir private Path directory;

  private TestServer start(TransportKind transport) throws IOException {
    Path file = directory.resolve("users");
    Files.writeString(file, "bob:pw\n");
    return TestServer.with()
        .connections(PLACES)
        .transport(transport)
        .security(SecurityConfig.users(file, null))
        .start();
  }

  private static void enter(TestServer server) {
    assertThat(server.connect().send(RIGHT).readLine()).isEqualTo("STORED\r\n");
  }

  /** From here on a refusal waits five seconds. */
  private static void failOften(TestServer server) {
    for (int i = 0; i < 20; i++) {
      server.connect().send(WRONG).halfClose().readAll();
    }
  }

  private static long connections(WireClient client) {
    String stats = client.send("stats\r\n").readThrough("END\r\n");
    String name = "STAT curr_connections ";
    int from = stats.indexOf(name) + name.length();
    return Long.parseLong(stats.substring(from, stats.indexOf('\r', from)));
  }

  private static byte[] saslPlain(String password) {
    return BinaryPacket.request(0x21).key("PLAIN").value("\0bob\0" + password).toBytes();
  }

  @ParameterizedTest
  @MethodSource("dev.memotor.server.TransportsTest#available")
  void goneClients_leaveAtOnce(TransportKind transport) throws IOException {
    try (TestServer server = start(transport);
        WireClient user = server.connect().send(RIGHT)) {
      assertThat(user.readLine()).isEqualTo("STORED\r\n");
      // Each would stay five seconds.
      for (int i = 0; i < 60; i++) {
        WireClient client = server.connect();
        client.send(i % 2 == 0 ? WRONG.getBytes(StandardCharsets.US_ASCII) : saslPlain("wrong"));
        client.close();
        Await.until("its connection to end", () -> connections(user) == 1);
      }
    }
  }

  @Test
  void waitingRefusals_giveWayToOthers() throws IOException {
    try (TestServer server = start(TransportKind.AUTO)) {
      failOften(server);
      List<WireClient> waiting = new ArrayList<>();
      for (int i = 0; i < PLACES; i++) {
        waiting.add(server.connect().send(WRONG));
      }
      enter(server);
      assertThat(waiting.get(0).readAll()).isEmpty();
    }
  }

  @Test
  void idleStrangers_giveWayToOthers_usersDoNot() throws IOException {
    try (TestServer server = start(TransportKind.AUTO)) {
      List<WireClient> strangers = new ArrayList<>();
      for (int i = 0; i < PLACES; i++) {
        strangers.add(server.connect().send("set a 0 0 1"));
      }
      for (int i = 0; i < PLACES; i++) {
        enter(server);
      }
      for (WireClient stranger : strangers) {
        assertThat(stranger.readAll()).isEmpty();
      }
      assertThat(server.connect().readAll()).isEqualTo("ERROR Too many open connections\r\n");
    }
  }

  @Test
  void halfClosedClient_isRefusedAtOnce_andAcceptedAsEver() throws IOException {
    try (TestServer server = start(TransportKind.AUTO)) {
      for (int i = 0; i < 60; i++) {
        assertThat(server.connect().send(WRONG + "get a\r\n").halfClose().readAll())
            .isEqualTo("CLIENT_ERROR authentication failure\r\nCLIENT_ERROR unauthenticated\r\n");
      }
      assertThat(server.connect().send(RIGHT + "get a\r\n").halfClose().readAll())
          .isEqualTo("STORED\r\nEND\r\n");
    }
  }

  @Test
  void stop_answersWaitingRefusals() throws IOException {
    try (TestServer server = start(TransportKind.AUTO)) {
      failOften(server);
      WireClient waiting = server.connect().send(WRONG);
      enter(server);
      server.server().close();
      assertThat(waiting.readAll()).isEqualTo("CLIENT_ERROR authentication failure\r\n");
    }
  }
}
