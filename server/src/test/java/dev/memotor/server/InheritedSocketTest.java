package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.fixture.TestServer;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that a service manager has opened. */
final class InheritedSocketTest {

  @TempDir private Path directory;

  @BeforeEach
  void needsEpoll() {
    assumeTrue(Epoll.isAvailable());
  }

  @Test
  void tcpSocket_isServed() throws IOException {
    Socket socket = Socket.newSocketStream();
    socket.bind(new InetSocketAddress("127.0.0.1", 0));
    socket.listen(10);
    InetSocketAddress address = socket.localAddress();
    try (TestServer server = TestServer.with().inherited(socket.intValue()).start()) {
      assertThat(server.server().addresses()).containsExactly(address);
      assertThat(server.connect(address).send("mn\r\n").readLine()).isEqualTo("MN\r\n");
      assertThat(server.connect(address).send("mn\r\n").readLine()).isEqualTo("MN\r\n");
    }
  }

  @Test
  void unixSocket_isRefused() throws IOException {
    Path path = directory.resolve("socket");
    Socket socket = Socket.newSocketDomain();
    socket.bind(new DomainSocketAddress(path.toString()));
    socket.listen(10);
    try {
      assertThatThrownBy(() -> TestServer.with().inherited(socket.intValue()).start())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("is a Unix domain socket, which cannot be taken over");
    } finally {
      socket.close();
    }
  }

  @Test
  void whatIsNoSocket_isRefused() {
    assertThatThrownBy(() -> TestServer.with().inherited(0).start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("LISTEN_FDS: descriptor 0 is not a socket");
    assertThatThrownBy(() -> TestServer.with().inherited(99_999).start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("LISTEN_FDS: there is no descriptor 99999");
  }
}
