package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ConnectionConfig.TransportKind;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same session over every way to the kernel that works on this machine. */
final class TransportsTest {

  @TempDir private Path directory;

  public static List<TransportKind> available() {
    return Stream.of(TransportKind.values())
        .filter(kind -> kind != TransportKind.EPOLL || Epoll.isAvailable())
        .filter(kind -> kind != TransportKind.IO_URING || IoUring.isAvailable())
        .toList();
  }

  public static List<TransportKind> withUnixSockets() {
    return available().stream().filter(kind -> kind != TransportKind.IO_URING).toList();
  }

  @ParameterizedTest
  @MethodSource("available")
  void session_isTheSame(TransportKind kind) {
    try (TestServer server = TestServer.with().transport(kind).loops(2).start()) {
      session(server, server.connect());
      deepPipelineWithHalfClose(server.connect());
      binary(server.connect());
      largeValues(server.connect());
    }
  }

  private static void session(TestServer server, WireClient client) {
    client.send("set a 5 0 3\r\nab").send("c\r\nget a\r\n").send("mg a v f\r\nnonsense\r\n");
    assertThat(client.readThrough("ERROR\r\n"))
        .isEqualTo("STORED\r\nVALUE a 5 3\r\nabc\r\nEND\r\nVA 3 f5\r\nabc\r\nERROR\r\n");
    client.send("get held:x\r\nversion\r\n");
    WireClient other = server.connect().send("mn\r\n");
    assertThat(other.readLine()).isEqualTo("MN\r\n");
    Await.until("the operation to be held", () -> server.engine().held() == 1);
    server.engine().release();
    assertThat(client.readThrough("1.6.45\r\n")).isEqualTo("END\r\nVERSION 1.6.45\r\n");
    client.send("quit\r\n");
    assertThat(client.readAll()).isEmpty();
  }

  private static void deepPipelineWithHalfClose(WireClient client) {
    client.send("get later:a\r\n".repeat(20_000)).halfClose();
    assertThat(client.readAll()).isEqualTo("END\r\n".repeat(20_000));
  }

  private static void binary(WireClient client) {
    BinaryPacket set = BinaryPacket.request(0x01).key("b").extras(new byte[8]).value("value");
    assertThat(BinaryPacket.read(client.send(set.toBytes())).status()).isZero();
    BinaryPacket get = BinaryPacket.request(0x0c).key("b").opaque(77);
    BinaryPacket reply = BinaryPacket.read(client.send(get.toBytes()));
    assertThat(reply.keyText() + reply.valueText() + reply.opaque()).isEqualTo("bvalue77");
  }

  private static void largeValues(WireClient client) {
    byte[] value = "x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
    client.send("set big 0 0 1000000\r\n").send(value).send("\r\n");
    assertThat(client.readLine()).isEqualTo("STORED\r\n");
    client.send("get big\r\n".repeat(20));
    for (int i = 0; i < 20; i++) {
      assertThat(client.readLine()).isEqualTo("VALUE big 0 1000000\r\n");
      assertThat(client.readBytes(value.length)).isEqualTo(value);
      assertThat(client.readThrough("END\r\n")).isEqualTo("\r\nEND\r\n");
    }
  }

  @ParameterizedTest
  @MethodSource("withUnixSockets")
  void unixSocket_servesAndIsRemovedAtTheEnd(TransportKind kind) throws IOException {
    Path socket = directory.resolve("s");
    try (TestServer server = TestServer.with().transport(kind).unixSocket(socket).start()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rwx------");
      session(server, server.connect(socket));
      server.connect(socket).send("mn\r\n").readLine();
      WireClient client = server.connect(socket).send("stats conns\r\n");
      assertThat(client.readThrough("END\r\n")).contains(":addr unix:");
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void unixSocket_leftBehind_isReplaced() throws IOException {
    Path socket = directory.resolve("s");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (TestServer server = TestServer.with().unixSocket(socket).start()) {
      assertThat(server.connect(socket).send("mn\r\n").readLine()).isEqualTo("MN\r\n");
    }
  }

  @Test
  void unixSocket_otherFile_isRefusedAndLeftAlone() throws IOException {
    Path precious = Files.writeString(directory.resolve("precious"), "data");
    assertThatThrownBy(() -> TestServer.with().unixSocket(precious).start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(precious.toString())
        .hasMessageContaining("not a socket");
    assertThat(precious).hasContent("data");
  }

  @Test
  void portInUse_isNamed() {
    try (TestServer server = TestServer.start()) {
      assertThatThrownBy(() -> TestServer.with().port(server.address().getPort()).start())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("cannot listen on tcp:127.0.0.1:" + server.address().getPort())
          .hasMessageContaining("-p");
    }
  }
}
