package dev.memotor.server.observe;

import java.net.SocketAddress;
import java.util.List;

/** Figures of the running server that are no counters. */
public interface ServerFigures {

  /** Where it listens, with the ports really taken. */
  List<SocketAddress> addresses();

  int currentConnections();

  int loops();

  /** Whether new connections are taken. */
  boolean isAccepting();

  /** Seconds since the certificates were read, or -1 without TLS. */
  long secondsSinceCertificates();

  List<ConnectionFigures> connections();

  /**
   * One connection or listener.
   *
   * @param id a small number of its own
   * @param address as memcached writes it, such as {@code tcp:127.0.0.1:11211}
   * @param listenAddress the listener's, or null for a listener
   * @param state in memcached's words
   * @param idleSeconds since its last command
   */
  record ConnectionFigures(
      long id, String address, String listenAddress, String state, long idleSeconds) {}
}
