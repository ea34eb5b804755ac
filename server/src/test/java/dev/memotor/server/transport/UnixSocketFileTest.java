package dev.memotor.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ConnectionConfig.TransportKind;
import dev.memotor.server.fixture.TestServer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class UnixSocketFileTest {

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = directory.resolve("socket");
  }

  private TestServer start(TransportKind transport) {
    return TestServer.with().transport(transport).unixSocket(path).start();
  }

  private void leaveStaleSocket() throws IOException {
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
  }

  @ParameterizedTest
  @MethodSource("dev.memotor.server.TransportsTest#withUnixSockets")
  void secondServer_isRefused_andTheFirstKeepsItsSocket(TransportKind transport)
      throws IOException {
    leaveStaleSocket();
    try (TestServer first = start(transport)) {
      assertThatThrownBy(() -> start(transport))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(
              "-s " + path + ": another server listens there; stop it, or choose another path");
      assertThat(first.connect(path).send("mn\r\n").readLine()).isEqualTo("MN\r\n");
      assertThat(first.server().addresses().get(1)).hasToString(path.toString());
    }
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.memotor.server.TransportsTest#withUnixSockets")
  void socketOfAnotherServer_stays(TransportKind transport) throws IOException {
    try (TestServer server = start(transport)) {
      Files.delete(path);
      try (TestServer other = start(transport)) {
        server.server().close();
        assertThat(other.connect(path).send("mn\r\n").readLine()).isEqualTo("MN\r\n");
      }
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void serversThatStartTogether_oneFails() throws IOException {
    UnixSocketFile first = new UnixSocketFile(path);
    UnixSocketFile second = new UnixSocketFile(path);
    try (ServerSocketChannel one = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ServerSocketChannel two = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      one.bind(UnixDomainSocketAddress.of(first.prepare()));
      two.bind(UnixDomainSocketAddress.of(second.prepare()));
      first.publish(0700);
      assertThatThrownBy(() -> second.publish(0700)).hasMessageContaining("another server");
      second.remove();
      assertThat(path).exists();
      first.remove();
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void otherFile_isKept() throws IOException {
    Files.writeString(path, "mine");
    assertThatThrownBy(() -> start(TransportKind.NIO)).hasMessageContaining("not a socket");
    assertThat(path).hasContent("mine");
  }
}
