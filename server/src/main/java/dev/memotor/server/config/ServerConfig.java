package dev.memotor.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * How a server is to run, whatever its options came from.
 *
 * @param listeners addresses to listen on; a port of 0 takes a free one
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
 * @param flushEnabled whether flush_all is allowed
 * @param shutdownEnabled whether a client may stop the server
 * @param verbosity 0 for warnings, 1 for information, 2 and more for details
 * @param transport how to speak to the network
 */
public record ServerConfig(
    List<InetSocketAddress> listeners,
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
    boolean flushEnabled,
    boolean shutdownEnabled,
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
  }

  /** The defaults on a free port of the loopback interface; for tests and embedding. */
  public static ServerConfig local() {
    return new ServerConfig(
        List.of(new InetSocketAddress("127.0.0.1", 0)),
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
        true,
        false,
        0,
        TransportKind.AUTO);
  }

  /** On few cores one stays free for clients, kernel and storage threads. */
  public static int defaultLoops() {
    int cores = Runtime.getRuntime().availableProcessors();
    return cores <= 4 ? Math.max(1, cores - 1) : cores;
  }
}
