package dev.memotor.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param addresses TCP addresses
 * @param inherited descriptors of listening sockets passed by a service manager
 * @param unix the Unix domain socket; its path is null for none
 * @param protocol what clients of the Unix socket and of inherited sockets may speak
 * @param backlog connections that may wait to be accepted
 */
public record ListenConfig(
    List<ListenAddress> addresses,
    List<Integer> inherited,
    UnixSocket unix,
    ListenAddress.Protocol protocol,
    int backlog) {

  public static final int DEFAULT_BACKLOG = 1024;

  /**
   * A Unix domain socket.
   *
   * @param path its path; null for no socket
   * @param mode its permissions, as in chmod
   */
  public record UnixSocket(@Nullable Path path, int mode) {

    public static final UnixSocket NONE = new UnixSocket(null, 0700);
  }

  public ListenConfig {
    addresses = List.copyOf(addresses);
    inherited = List.copyOf(inherited);
  }

  /** Returns a configuration with a free port of the loopback interface. */
  public static ListenConfig local() {
    return at(ListenAddress.of(new InetSocketAddress("127.0.0.1", 0)));
  }

  /** Returns a configuration with TCP addresses only. */
  public static ListenConfig at(ListenAddress... addresses) {
    return new ListenConfig(
        List.of(addresses),
        List.of(),
        UnixSocket.NONE,
        ListenAddress.Protocol.AUTO,
        DEFAULT_BACKLOG);
  }
}
