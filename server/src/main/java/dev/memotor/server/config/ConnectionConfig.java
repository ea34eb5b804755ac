package dev.memotor.server.config;

/**
 * How connections are served.
 *
 * @param loops event loops, each with a thread
 * @param transport the network API
 * @param max connections beyond this are refused
 * @param requestsPerEvent commands that one turn of an event loop takes from each connection
 * @param idleTimeoutSeconds connections idle for this long are closed; 0 for never
 */
public record ConnectionConfig(
    int loops, TransportKind transport, int max, int requestsPerEvent, int idleTimeoutSeconds) {

  /** The network API. */
  public enum TransportKind {
    /** The fastest that this machine supports. */
    AUTO,
    EPOLL,
    IO_URING,
    NIO
  }

  public static final ConnectionConfig DEFAULT =
      new ConnectionConfig(defaultLoops(), TransportKind.AUTO, 1024, 20, 0);

  /** On few cores one stays free for clients, kernel and storage threads. */
  private static int defaultLoops() {
    int cores = Runtime.getRuntime().availableProcessors();
    return cores <= 4 ? Math.max(1, cores - 1) : cores;
  }
}
