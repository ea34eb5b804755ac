package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.config.ConnectionConfig.TransportKind;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.TlsConfig;
import dev.memotor.server.config.TlsConfig.Clients;
import dev.memotor.server.config.TlsConfig.Protocol;
import dev.memotor.server.config.TlsConfig.Provider;
import dev.memotor.server.config.TlsConfig.Verify;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.LentMemory;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.DataInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that lie in the engine's memory, on their way to clients and from them. */
final class LentValuesTest {

  private static final int[] LENGTHS = {0, 100, 8_191, 8_192, 50_000, 100_001, 1_000_000};
  private static final int LARGE = 300_000;

  @TempDir private Path directory;
  private final LentMemory memory = new LentMemory();

  @AfterEach
  void nothingIsLeft() {
    Await.until("the last pin", () -> memory.pinned() == 0);
    Await.until("the last landing", () -> memory.landings() == 0);
    assertThat(memory.misuses()).isZero();
  }

  private TestServer start() {
    return TestServer.with().memory(memory).start();
  }

  /** Different at each place, and without the byte that overwritten memory has. */
  private static String text(int length, int seed) {
    StringBuilder text = new StringBuilder(length + 10);
    for (int i = seed; text.length() < length; i += 7) {
      text.append(i).append(',');
    }
    text.setLength(length);
    return text.toString();
  }

  private static String set(String key, String value) {
    return "set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n";
  }

  private static String shown(String key, String value) {
    return "VALUE " + key + " 0 " + value.length() + "\r\n" + value + "\r\n";
  }

  private static void expect(WireClient client, String reply) {
    String actual = client.read(reply.length());
    // Not by AssertJ, which would print both.
    assertThat(actual.equals(reply)).as(reply.substring(0, Math.min(40, reply.length()))).isTrue();
  }

  static Iterable<TransportKind> transports() {
    return TransportsTest.available();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void text_ofEveryLength(TransportKind transport) {
    try (TestServer server = TestServer.with().transport(transport).memory(memory).start()) {
      WireClient client = server.connect();
      StringBuilder all = new StringBuilder("get");
      StringBuilder reply = new StringBuilder();
      for (int length : LENGTHS) {
        String value = text(length, length);
        client.send(set("k" + length, value));
        assertThat(client.readLine()).isEqualTo("STORED\r\n");
        client.send("get k" + length + "\r\n");
        expect(client, shown("k" + length, value) + "END\r\n");
        all.append(" k").append(length);
        reply.append(shown("k" + length, value));
      }
      client.send(all.append("\r\n").toString().repeat(3));
      expect(client, reply.append("END\r\n").toString().repeat(3));
    }
    assertThat(memory.pins()).isGreaterThanOrEqualTo(4 * 4);
    assertThat(memory.received()).isEqualTo(4);
  }

  @Test
  void meta_ofEveryLength() {
    try (TestServer server = start()) {
      WireClient client = server.connect();
      for (int length : LENGTHS) {
        String value = text(length, length);
        client.send("ms k " + length + " T0\r\n" + value + "\r\nmg k v s\r\nmg k s v\r\n");
        expect(client, "HD\r\n");
        expect(client, "VA " + length + " s" + length + "\r\n" + value + "\r\n");
        expect(client, "VA " + length + " s" + length + "\r\n" + value + "\r\n");
      }
    }
    assertThat(memory.pins()).isPositive();
    assertThat(memory.received()).isEqualTo(4);
  }

  @Test
  void binary_ofEveryLength() {
    try (TestServer server = start()) {
      WireClient client = server.connect();
      for (int length : LENGTHS) {
        String value = text(length, length);
        BinaryPacket set = BinaryPacket.request(0x01).key("k").extras(new byte[8]).value(value);
        assertThat(BinaryPacket.read(client.send(set.toBytes())).status()).isZero();
        BinaryPacket get = BinaryPacket.request(0x0c).key("k");
        client.send(get.toBytes()).send(get.toBytes());
        assertThat(BinaryPacket.read(client).valueText().equals(value)).isTrue();
        assertThat(BinaryPacket.read(client).valueText().equals(value)).isTrue();
      }
    }
    assertThat(memory.pins()).isPositive();
    assertThat(memory.received()).isEqualTo(4);
  }

  @Test
  void repliesBehindAPendingOne_areKeptOverTurns() {
    String small = text(1_000, 1);
    String large = text(LARGE, 2);
    try (TestServer server = start()) {
      WireClient client = server.connect();
      client.send(set("small", small) + set("large", large));
      expect(client, "STORED\r\nSTORED\r\n");
      client.send("get held:a\r\nget small large\r\nget large\r\n");
      Await.until("the pins", () -> memory.pinned() == 2);
      WireClient other = server.connect();
      for (int i = 0; i < 10; i++) {
        other.send("get small\r\n");
        expect(other, shown("small", small) + "END\r\n");
      }
      server.engine().release();
      expect(client, "END\r\n" + shown("small", small) + shown("large", large) + "END\r\n");
      expect(client, shown("large", large) + "END\r\n");
    }
  }

  @Test
  void slowReader_getsWhatWasLent() {
    String large = text(LARGE, 3);
    try (TestServer server = start()) {
      WireClient client = server.connect();
      client.send(set("large", large));
      expect(client, "STORED\r\n");
      client.send("get large\r\n".repeat(150));
      Await.untilSteady(1, memory::pins);
      assertThat(memory.pinned()).isPositive();
      WireClient other = server.connect().send("get large\r\n");
      expect(other, shown("large", large) + "END\r\n");
      for (int i = 0; i < 150; i++) {
        expect(client, shown("large", large) + "END\r\n");
      }
    }
  }

  @Test
  void clientThatLeaves_unpinsWhatItHasNotRead() {
    try (TestServer server = start()) {
      WireClient client = server.connect();
      client.send(set("large", text(LARGE, 4)));
      expect(client, "STORED\r\n");
      client.send("get large\r\n".repeat(150));
      Await.untilSteady(1, memory::pins);
      assertThat(memory.pinned()).isPositive();
      client.close();
      Await.until("the last pin", () -> memory.pinned() == 0);
    }
  }

  @Test
  void clientThatLeaves_withRepliesBehindAPendingOne() {
    try (TestServer server = start()) {
      WireClient client = server.connect();
      client.send(set("large", text(LARGE, 4)));
      expect(client, "STORED\r\n");
      client.send("get held:a\r\nget large\r\n");
      Await.until("the pin", () -> memory.pinned() == 1);
      client.close();
      server.engine().release();
      Await.until("the last pin", () -> memory.pinned() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void tls(Provider provider) throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=server")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path chain = Files.writeString(directory.resolve("chain.pem"), own.getCertificatePathPEM());
    Path key = Files.writeString(directory.resolve("key.pem"), own.getPrivateKeyPEM());
    TlsConfig config =
        new TlsConfig(chain, key, new Clients(Verify.NONE, chain), Protocol.DEFAULT, provider);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[0], new TrustManager[] {own.toTrustManager()}, null);
    try (TestServer server =
            TestServer.with().memory(memory).security(SecurityConfig.tls(config)).start();
        SSLSocket socket =
            (SSLSocket)
                context
                    .getSocketFactory()
                    .createSocket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(60_000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int length : LENGTHS) {
        String value = text(length, length);
        String commands = set("k", value) + "get k\r\nget k\r\n";
        socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
        String reply = "STORED\r\n" + (shown("k", value) + "END\r\n").repeat(2);
        byte[] actual = new byte[reply.length()];
        in.readFully(actual);
        assertThat(new String(actual, StandardCharsets.US_ASCII).equals(reply)).isTrue();
      }
      socket.getOutputStream().write("get k\r\n".repeat(50).getBytes(StandardCharsets.US_ASCII));
      Await.untilSteady(1, memory::pins);
    }
    assertThat(memory.pins()).isPositive();
  }

  /* ----- values on their way to the engine ----- */

  @Test
  void landedValue_inPortions_isJoinedWithWhatIsStored() {
    String value = text(LARGE, 5);
    String more = text(20_000, 6);
    try (TestServer server = start()) {
      WireClient client = server.connect();
      client.send("set k 0 0 " + LARGE + "\r\n");
      for (int at = 0; at < LARGE; at += 17_001) {
        client.send(value.substring(at, Math.min(LARGE, at + 17_001)));
      }
      client.send("\r");
      client.send("\nappend k 0 0 20000\r\n" + more + "\r\nprepend k 0 0 20000\r\n" + more);
      client.send("\r\nget k\r\n");
      expect(client, "STORED\r\n".repeat(3) + shown("k", more + value + more) + "END\r\n");
    }
    assertThat(memory.received()).isEqualTo(3);
  }

  @Test
  void landedValue_withABadEnd_isAbandoned() {
    try (TestServer server = start()) {
      WireClient client = server.connect();
      client.send("set k 0 0 10000\r\n" + text(10_000, 7) + "xx\r\nmn\r\n");
      assertThat(client.readThrough("MN\r\n")).startsWith("CLIENT_ERROR bad data chunk\r\n");
      assertThat(memory.received()).isOne();
      assertThat(memory.landings()).isZero();
      assertThat(server.engine().size()).isZero();
    }
  }

  @Test
  void landedValue_ofAClientThatLeaves_isAbandoned() {
    try (TestServer server = start()) {
      for (String begun : new String[] {"set k 0 0 10000\r\n", "set k 0 0 10000\r\nabc"}) {
        int before = memory.received();
        WireClient client = server.connect().send(begun);
        Await.until("the landing", () -> memory.received() > before);
        client.close();
        Await.until("its end", () -> memory.landings() == 0);
      }
      assertThat(server.engine().size()).isZero();
    }
  }

  @Test
  void landedValue_ofAReadOnlyUser_isAbandoned() throws Exception {
    Path users = Files.writeString(directory.resolve("users"), "bob:pw\n@bob read-only\n");
    try (TestServer server =
        TestServer.with().memory(memory).security(SecurityConfig.users(users, null)).start()) {
      WireClient client = server.connect().send("set x 0 0 6\r\nbob pw\r\n");
      assertThat(client.readLine()).isEqualTo("STORED\r\n");
      client.send(set("k", text(10_000, 8)));
      assertThat(client.readLine()).isEqualTo("CLIENT_ERROR read-only user\r\n");
      assertThat(memory.received()).isOne();
      assertThat(memory.landings()).isZero();
    }
  }

  @Test
  void engineWithoutRoom_getsTheValueOnTheHeap() {
    memory.stopReceiving();
    String value = text(LARGE, 9);
    try (TestServer server = start()) {
      WireClient client = server.connect().send(set("k", value) + "get k\r\n");
      expect(client, "STORED\r\n" + shown("k", value) + "END\r\n");
    }
    assertThat(memory.received()).isZero();
  }

  @Test
  void failingEngine_freesWhatLanded() {
    try (TestServer server = start()) {
      WireClient client = server.connect().send(set("BUSY:k", text(LARGE, 10)));
      assertThat(client.readLine()).startsWith("SERVER_ERROR");
    }
    assertThat(memory.received()).isOne();
  }
}
