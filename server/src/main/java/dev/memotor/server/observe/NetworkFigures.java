package dev.memotor.server.observe;

import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures of the network; the defaults are those of an engine without a server. */
public interface NetworkFigures {

  /** Returns where the server listens, with the ports actually bound. */
  default List<SocketAddress> addresses() {
    return List.of();
  }

  default int currentConnections() {
    return 0;
  }

  /** Returns whether new connections are accepted. */
  default boolean isAccepting() {
    return false;
  }

  /** Returns the seconds since the certificates were read, or -1 without TLS. */
  default long secondsSinceCertificates() {
    return -1;
  }

  /** Returns the listeners and the open connections. */
  default List<ConnectionFigures> connections() {
    return List.of();
  }

  /**
   * One connection or listener.
   *
   * @param id a small number, unique in the list
   * @param address as memcached writes it, such as {@code tcp:127.0.0.1:11211}
   * @param listenAddress the listener's, or null for a listener
   * @param state in memcached's words
   * @param idleSeconds since its last command
   */
  record ConnectionFigures(
      long id, String address, @Nullable String listenAddress, String state, long idleSeconds) {}
}
