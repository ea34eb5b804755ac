package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.config.ListenAddress.Protocol;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Listeners of one protocol ({@code -B}, {@code proto[...]}): clients of the other one get what
 * memcached 1.6.45 sends, as recorded.
 */
final class ListenerProtocolsTest {

  private static final byte[] NOOP = BinaryPacket.request(0x0a).opaque(7).toBytes();
  private static final byte[] VERSION = BinaryPacket.request(0x0b).opaque(7).toBytes();

  private final TestServer server =
      TestServer.with().listeners(speaking(Protocol.TEXT), speaking(Protocol.BINARY)).start();

  private static ListenAddress speaking(Protocol protocol) {
    return new ListenAddress(new InetSocketAddress("127.0.0.1", 0), Encryption.DEFAULT, protocol);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private WireClient text() {
    return server.connect((InetSocketAddress) server.server().addresses().get(0));
  }

  private WireClient binary() {
    return server.connect((InetSocketAddress) server.server().addresses().get(1));
  }

  private static byte[] together(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void text_takesPacketsForLines() {
    // The opcode of a noop is a line feed, which ends a line too short for any command.
    assertThat(text().send(NOOP).readLine()).isEqualTo("CLIENT_ERROR bad command line format\r\n");
    assertThat(text().send(together(VERSION, NOOP)).readLine()).isEqualTo("ERROR\r\n");
    WireClient three = text().send(together(NOOP, NOOP, NOOP));
    assertThat(three.readThrough("ERROR\r\nERROR\r\n"))
        .isEqualTo("CLIENT_ERROR bad command line format\r\nERROR\r\nERROR\r\n");
  }

  @Test
  void text_continuesAfterAPacket() {
    WireClient client = text().send(together(NOOP, ascii("\r\nmn\r\n")));
    assertThat(client.readThrough("MN\r\n"))
        .isEqualTo("CLIENT_ERROR bad command line format\r\nERROR\r\nMN\r\n");
  }

  @Test
  void binary_waitsForAHeader_evenOfOtherProtocols() {
    // Less than a header: no reply. memcached waits for more, and then closes.
    WireClient client = binary().send("get a\r\nversion\r\n");
    client.send("mn\r\nmn\r\n");
    assertThat(client.readAll()).isEmpty();
    assertThat(binary().send("get abcdefghijklmnopqrstuvwxyz\r\n").readAll()).isEmpty();
  }

  @Test
  void each_speaksItsOwn() {
    assertThat(text().send("mn\r\n").readLine()).isEqualTo("MN\r\n");
    WireClient client = binary().send(NOOP);
    assertThat(BinaryPacket.read(client).opaque()).isEqualTo(7);
    assertThat(client.send("x".repeat(24)).readAll()).isEmpty();
  }
}
