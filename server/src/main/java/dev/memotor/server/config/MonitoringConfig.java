package dev.memotor.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be observed of a running server, and where.
 *
 * @param admin the admin endpoint; null for none
 * @param counters the keys that become metrics
 * @param keys hot keys and slow operations
 * @param prefixes the counts of {@code stats detail}
 * @param verbosity of the log: 0 for what operators need, 1 for more, 2 and above for everything
 */
public record MonitoringConfig(
    @Nullable Admin admin, Counters counters, Keys keys, Prefixes prefixes, int verbosity) {

  /**
   * The admin endpoint.
   *
   * @param address where it listens; port 0 takes a free one
   * @param optional whether the server runs without it if the address is in use
   * @param token file with the token that it requires; null for none, which is allowed on loopback
   *     only
   */
  public record Admin(InetSocketAddress address, boolean optional, @Nullable Path token) {}

  /**
   * The keys whose counts become metrics.
   *
   * @param patterns of the keys; null for all
   * @param max the maximum number of keys; 0 for none
   */
  public record Counters(@Nullable String patterns, int max) {

    public static final Counters DEFAULT = new Counters(null, 1000);
  }

  /**
   * Hot keys and slow operations.
   *
   * @param hot the number of hot keys and large values reported; 0 to sample none
   * @param slow operations at least this slow are recorded; zero for none
   */
  public record Keys(int hot, Duration slow) {

    public static final Keys DEFAULT = new Keys(20, Duration.ofMillis(10));
  }

  /**
   * The counts of {@code stats detail}.
   *
   * @param delimiter the byte that ends a key's prefix
   * @param counted whether prefixes are counted from the start
   */
  public record Prefixes(byte delimiter, boolean counted) {

    public static final Prefixes DEFAULT = new Prefixes((byte) ':', false);
  }

  /** Returns the defaults without an admin endpoint. */
  public static MonitoringConfig off() {
    return at(null);
  }

  /** Returns the defaults with an admin endpoint on a free port of the loopback interface. */
  public static MonitoringConfig local() {
    return at(new Admin(new InetSocketAddress("127.0.0.1", 0), false, null));
  }

  /** Returns the defaults with an admin endpoint. */
  public static MonitoringConfig at(@Nullable Admin admin) {
    return new MonitoringConfig(admin, Counters.DEFAULT, Keys.DEFAULT, Prefixes.DEFAULT, 0);
  }

  public MonitoringConfig with(Counters other) {
    return new MonitoringConfig(admin, other, keys, prefixes, verbosity);
  }
}
