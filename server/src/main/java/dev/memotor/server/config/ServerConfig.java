package dev.memotor.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * How a server is to run, whatever its options came from.
 *
 * @param listeners addresses to listen on
 * @param inherited descriptors of sockets that listen already, from a service manager
 * @param protocol what clients of the Unix and the inherited sockets may speak
 * @param unixSocket path of a Unix domain socket to listen on, or null
 * @param unixSocketMode its permissions, as in chmod
 * @param loops event loops, each with a thread
 * @param maxConnections more are refused
 * @param backlog connections that may wait to be accepted
 * @param requestsPerEvent commands that one turn of an event loop takes from each connection
 * @param idleTimeoutSeconds connections silent for so long are closed; 0 for never
 * @param maxItemSize bytes of the largest item with key and header
 * @param memoryLimit bytes that items may take in RAM
 * @param evict whether items may go when memory is short
 * @param commands what clients may not do
 * @param prefixDelimiter the byte that ends a key's prefix in {@code stats detail}
 * @param countPrefixes whether prefixes are counted from the start
 * @param verbosity 0 for what an operator wants to know, 1 for more, 2 and above for everything
 * @param transport how to speak to the network
 */
public record ServerConfig(
    List<ListenAddress> listeners,
    List<Integer> inherited,
    ListenAddress.Protocol protocol,
    Path unixSocket,
    int unixSocketMode,
    int loops,
    int maxConnections,
    int backlog,
    int requestsPerEvent,
    int idleTimeoutSeconds,
    int maxItemSize,
    long memoryLimit,
    boolean evict,
    AllowedCommands commands,
    byte prefixDelimiter,
    boolean countPrefixes,
    int verbosity,
    TransportKind transport) {

  /** How to speak to the network. */
  public enum TransportKind {
    /** The best that works here. */
    AUTO,
    EPOLL,
    IO_URING,
    NIO
  }

  /** memcached's default of {@code -R}. */
  public static final int DEFAULT_REQUESTS_PER_EVENT = 20;

  public ServerConfig {
    listeners = List.copyOf(listeners);
    inherited = List.copyOf(inherited);
  }

  /** The defaults on a free port of the loopback interface; for tests and embedding. */
  public static ServerConfig local() {
    return new ServerConfig(
        List.of(ListenAddress.of(new InetSocketAddress("127.0.0.1", 0))),
        List.of(),
        ListenAddress.Protocol.AUTO,
        null,
        0700,
        defaultLoops(),
        1024,
        1024,
        DEFAULT_REQUESTS_PER_EVENT,
        0,
        1 << 20,
        64L << 20,
        true,
        AllowedCommands.DEFAULT,
        (byte) ':',
        false,
        0,
        TransportKind.AUTO);
  }

  /** The same, listening elsewhere. */
  public ServerConfig withListeners(ListenAddress... addresses) {
    return new ServerConfig(
        List.of(addresses),
        inherited,
        protocol,
        unixSocket,
        unixSocketMode,
        loops,
        maxConnections,
        backlog,
        requestsPerEvent,
        idleTimeoutSeconds,
        maxItemSize,
        memoryLimit,
        evict,
        commands,
        prefixDelimiter,
        countPrefixes,
        verbosity,
        transport);
  }

  /** On few cores one stays free for clients, kernel and storage threads. */
  public static int defaultLoops() {
    int cores = Runtime.getRuntime().availableProcessors();
    return cores <= 4 ? Math.max(1, cores - 1) : cores;
  }
}
