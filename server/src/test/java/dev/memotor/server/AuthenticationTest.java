package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is allowed before a client has authenticated; both protocols, the same users. */
@Tag("slow")
final class AuthenticationTest {

  private static final String USERS =
      """
      ana:a secret
      bob:pw
      @bob read-only
      team:pw
      @team prefix=t1:
      """;
  private static final String[] TEXT_COMMANDS = {
    "get k",
    "gets k",
    "gat 0 k",
    "gats 0 k",
    "add k 0 0 1",
    "replace k 0 0 1",
    "append k 0 0 1",
    "prepend k 0 0 1",
    "cas k 0 0 1 1",
    "delete k",
    "incr k 1",
    "decr k 1",
    "touch k 0",
    "mn",
    "mg k v",
    "ms k 1",
    "md k",
    "ma k",
    "me k",
    "flush_all",
    "version",
    "verbosity 1",
    "stats",
    "stats settings",
    "cache_memlimit 64",
    "lru_crawler metadump all",
    "watch",
    "shutdown",
    "refresh_certs",
    "quit",
    "nonsense",
    "set k 0 0 x",
    "set k",
    ""
  };

  @TempDir private Path directory;
  private Path file;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    file = directory.resolve("users");
    Files.writeString(file, USERS);
    server = TestServer.with().security(SecurityConfig.users(file, null)).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String login(String token) {
    return "set anything 0 0 " + token.length() + "\r\n" + token + "\r\n";
  }

  private WireClient as(String token) {
    WireClient client = server.connect().send(login(token));
    assertThat(client.readLine()).isEqualTo("STORED\r\n");
    return client;
  }

  private static void expect(WireClient client, String command, String reply) {
    client.send(command + "\r\n");
    assertThat(client.read(reply.length())).as(command).isEqualTo(reply);
  }

  @Test
  void everyTextCommand_isRefusedBeforehand() {
    WireClient client = server.connect();
    for (String command : TEXT_COMMANDS) {
      expect(client, command, "CLIENT_ERROR unauthenticated\r\n");
    }
    assertThat(client.send(login("ana a secret")).readLine()).isEqualTo("STORED\r\n");
    expect(client, "get anything", "END\r\n");
  }

  @Test
  void textHandshake_inPieces_wrong_malformed_pipelined() {
    WireClient client = server.connect();
    for (byte b : login("ana a secre").getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
      client.send(new byte[] {b});
    }
    assertThat(client.readLine()).isEqualTo("CLIENT_ERROR authentication failure\r\n");
    client.send(login("anaasecret"));
    assertThat(client.readLine()).isEqualTo("CLIENT_ERROR bad authentication token format\r\n");
    client.send("set k 0 0 3\r\nabcde");
    assertThat(client.readLine()).isEqualTo("CLIENT_ERROR bad command line termination\r\n");
    client.send("set k 0 0 16385\r\n" + "x".repeat(16385) + "\r\n");
    assertThat(client.readLine()).isEqualTo("CLIENT_ERROR auth token too long\r\n");
    client.send(login("ana a secret") + "set k 0 0 1\r\nx\r\nget k\r\n");
    assertThat(client.readThrough("END\r\n"))
        .isEqualTo("STORED\r\nSTORED\r\nVALUE k 0 1\r\nx\r\nEND\r\n");
    expect(client, "stats", "STAT pid");
    String stats = client.readThrough("END\r\n");
    assertThat(stats).contains("STAT auth_cmds 2\r\n").contains("STAT auth_errors 1\r\n");
  }

  @Test
  void endlessLine_isClosed() {
    assertThat(server.connect().send("get " + "k".repeat(3000)).readAll()).isEmpty();
  }

  @Test
  void everyOpcode_isRefusedBeforehandAndEndsTheConnection() {
    for (int opcode = 0; opcode < 0x30; opcode++) {
      if (opcode == 0x0b || (opcode >= 0x20 && opcode <= 0x22)) {
        continue;
      }
      WireClient client = server.connect().send(BinaryPacket.request(opcode).toBytes());
      BinaryPacket reply = BinaryPacket.read(client);
      assertThat(reply.status()).as("%s", reply).isEqualTo(0x20);
      assertThat(reply.opcode()).isEqualTo(opcode);
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void saslPlain_wrong_right_inTwoSteps_again() {
    WireClient client = server.connect();
    assertThat(ask(client, BinaryPacket.request(0x0b)).status()).isZero();
    assertThat(ask(client, BinaryPacket.request(0x20)).valueText())
        .isEqualTo("SCRAM-SHA-256 PLAIN");
    assertThat(ask(client, sasl(0x22, "PLAIN", "x")).status()).isEqualTo(0x20);
    assertThat(ask(client, sasl(0x21, "CRAM-MD5", "x")).status()).isEqualTo(0x20);
    assertThat(ask(client, sasl(0x21, "x".repeat(33), "x")).status()).isEqualTo(0x04);
    assertThat(ask(client, sasl(0x21, "plain", "")).status()).isEqualTo(0x21);
    BinaryPacket right = ask(client, sasl(0x22, "plain", "\0ana\0a secret"));
    assertThat(right.status()).isZero();
    assertThat(right.valueText()).isEqualTo("Authenticated");
    assertThat(ask(client, BinaryPacket.request(0x00).key("k")).status()).isEqualTo(1);
    assertThat(ask(client, sasl(0x21, "PLAIN", "bob\0ana\0a secret")).status()).isEqualTo(0x20);
    assertThat(ask(client, BinaryPacket.request(0x00).key("k")).status()).isEqualTo(0x20);
    assertThat(client.readAll()).isEmpty();
  }

  private static BinaryPacket sasl(int opcode, String mechanism, String data) {
    return BinaryPacket.request(opcode).key(mechanism).value(data);
  }

  private static BinaryPacket ask(WireClient client, BinaryPacket request) {
    return BinaryPacket.read(client.send(request.toBytes()));
  }

  @Test
  void readOnlyUser_changesNothing() {
    WireClient ana = as("ana a secret");
    expect(ana, "set k 0 0 1\r\n5", "STORED\r\n");
    WireClient bob = as("bob pw");
    expect(bob, "get k", "VALUE k 0 1\r\n5\r\nEND\r\n");
    expect(bob, "mg k v", "VA 1\r\n5\r\n");
    for (String command :
        new String[] {
          "set k 0 0 1\r\n6",
          "add n 0 0 1\r\n6",
          "append k 0 0 1\r\n6",
          "cas k 0 0 1 1\r\n6",
          "delete k",
          "incr k 1",
          "touch k 9",
          "gat 9 k",
          "gat 9 k n",
          "ms k 1\r\n6",
          "md k",
          "ma k",
          "mg k T9",
          "mg n N9",
          "flush_all",
          "cache_memlimit 64",
          "verbosity 1",
          "stats reset",
          "shutdown"
        }) {
      expect(bob, command, "CLIENT_ERROR read-only user\r\n");
    }
    bob.send("delete k noreply\r\n");
    expect(bob, "get k n", "VALUE k 0 1\r\n5\r\nEND\r\n");
    WireClient binary = server.connect();
    assertThat(ask(binary, sasl(0x21, "PLAIN", "\0bob\0pw")).status()).isZero();
    assertThat(ask(binary, BinaryPacket.request(0x04).key("k")).status()).isEqualTo(0x24);
    assertThat(ask(binary, BinaryPacket.request(0x08)).status()).isEqualTo(0x24);
    assertThat(ask(binary, BinaryPacket.request(0x00).key("k")).valueText()).isEqualTo("5");
  }

  @Test
  void prefix_isInTheStoreAndInNoReply() {
    WireClient ana = as("ana a secret");
    expect(ana, "set k 0 0 1\r\na", "STORED\r\n");
    WireClient team = as("team pw");
    expect(team, "get k", "END\r\n");
    expect(team, "set k 0 0 1\r\nt", "STORED\r\n");
    expect(team, "get k x", "VALUE k 0 1\r\nt\r\nEND\r\n");
    expect(team, "mg k k v", "VA 1 kk\r\nt\r\n");
    expect(team, "mg aw== b k v", "VA 1 kk\r\nt\r\n");
    expect(team, "me k", "ME k ");
    team.readLine();
    expect(team, "flush_all", "CLIENT_ERROR not allowed for a user with a key prefix\r\n");
    expect(team, "watch", "CLIENT_ERROR not allowed for a user with a key prefix\r\n");
    expect(team, "get " + "k".repeat(248), "CLIENT_ERROR bad command line format\r\n");
    expect(team, "get " + "k".repeat(247), "END\r\n");
    expect(ana, "get k t1:k", "VALUE k 0 1\r\na\r\nVALUE t1:k 0 1\r\nt\r\nEND\r\n");
    WireClient binary = server.connect();
    assertThat(ask(binary, sasl(0x21, "PLAIN", "\0team\0pw")).status()).isZero();
    BinaryPacket hit = ask(binary, BinaryPacket.request(0x0c).key("k"));
    assertThat(hit.keyText() + "=" + hit.valueText()).isEqualTo("k=t");
    assertThat(ask(binary, BinaryPacket.request(0x0c).key("miss")).keyText()).isEqualTo("miss");
  }

  @Test
  void changedFile_isReadAgain_brokenOneIsNot() throws IOException {
    Files.writeString(file, "new:pw\n");
    Await.until("the new user", () -> replyTo("new pw").equals("STORED\r\n"));
    assertThat(replyTo("ana a secret")).isEqualTo("CLIENT_ERROR authentication failure\r\n");
    Files.writeString(file, "nonsense\n");
    assertThat(replyTo("new pw")).isEqualTo("STORED\r\n");
  }

  @Test
  void reload_countsAtOnce_aBrokenFileChangesNothing() throws IOException {
    Files.writeString(file, "new:pw\n");
    server.server().reload();
    assertThat(replyTo("new pw")).isEqualTo("STORED\r\n");
    Files.writeString(file, "nonsense\n");
    server.server().reload();
    assertThat(replyTo("new pw")).isEqualTo("STORED\r\n");
  }

  private String replyTo(String token) {
    try (WireClient client = server.connect()) {
      return client.send(login(token)).readLine();
    }
  }
}
