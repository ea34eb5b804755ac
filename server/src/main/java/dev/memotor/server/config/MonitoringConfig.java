package dev.memotor.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What of a running server can be looked at, and where.
 *
 * @param admin where the admin endpoint listens, a port of 0 takes a free one; null for nowhere
 * @param adminMayBeTaken whether the server goes on without the endpoint if its address is taken
 * @param adminToken file with the token that the endpoint asks for, or null; without one it only
 *     listens on loopback
 * @param counters patterns of the keys whose counts become metrics, or null for all
 * @param maxCounters how many of them at most; 0 for none
 * @param hotKeys how many hot keys and large values are told of; 0 to look at none
 * @param slowThreshold operations that take so long are logged; zero for none
 */
public record MonitoringConfig(
    InetSocketAddress admin,
    boolean adminMayBeTaken,
    Path adminToken,
    String counters,
    int maxCounters,
    int hotKeys,
    Duration slowThreshold) {

  public static final int DEFAULT_MAX_COUNTERS = 1000;
  public static final int DEFAULT_HOT_KEYS = 20;
  public static final Duration DEFAULT_SLOW_THRESHOLD = Duration.ofMillis(10);

  /** No admin endpoint; for tests and embedding. */
  public static MonitoringConfig off() {
    return at(null);
  }

  /** An admin endpoint on a free port of the loopback interface. */
  public static MonitoringConfig local() {
    return at(new InetSocketAddress("127.0.0.1", 0));
  }

  private static MonitoringConfig at(InetSocketAddress admin) {
    return new MonitoringConfig(
        admin, false, null, null, DEFAULT_MAX_COUNTERS, DEFAULT_HOT_KEYS, DEFAULT_SLOW_THRESHOLD);
  }
}
