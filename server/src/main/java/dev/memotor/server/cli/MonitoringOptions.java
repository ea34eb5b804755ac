package dev.memotor.server.cli;

import static dev.memotor.server.config.ConfigurationException.require;

import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.config.MonitoringConfig.Admin;
import dev.memotor.server.config.MonitoringConfig.Counters;
import dev.memotor.server.config.MonitoringConfig.Keys;
import dev.memotor.server.config.MonitoringConfig.Prefixes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Metrics, counters, and what is recorded of keys. */
@Command(header = "Monitoring")
final class MonitoringOptions {

  @Option(
      names = "--admin",
      paramLabel = "ADDRESS",
      description =
          "Address of the metrics and the live page, or none (default: 127.0.0.1:11280 if it is"
              + " free)")
  private @Nullable String admin;

  @Option(
      names = "--admin-token",
      paramLabel = "FILE",
      description = "File with the token that the admin address requires; needed beyond loopback")
  private @Nullable Path adminToken;

  @Option(
      names = "--counters",
      paramLabel = "PATTERNS",
      description =
          "Keys whose counts become metrics, such as page_*,!*_tmp, or none (default: all)")
  private @Nullable String counters;

  @Option(
      names = "--counters-max",
      paramLabel = "N",
      description = "Maximum number of such keys (default: 1000)")
  private int maxCounters = Counters.DEFAULT.max();

  @Option(
      names = "--hot-keys",
      paramLabel = "N",
      description =
          "Number of keys in 'stats hotkeys' and 'stats bigkeys'; 0 samples no keys (default: 20)")
  private int hotKeys = Keys.DEFAULT.hot();

  @Option(
      names = "--slow-threshold",
      paramLabel = "TIME",
      converter = Thresholds.class,
      description =
          "Operations at least this slow appear in 'stats slow': 500us, 10ms, 1s or off"
              + " (default: 10ms)")
  private Duration slowThreshold = Keys.DEFAULT.slow();

  @Option(
      names = {"-D", "--prefix-delimiter"},
      paramLabel = "CHAR",
      description = "Character that ends a key's prefix; also turns on 'stats detail'")
  private @Nullable String delimiter;

  MonitoringConfig config(int verbosity) {
    require(
        maxCounters >= 0 && maxCounters <= 1_000_000,
        "--counters-max " + maxCounters + ": give from 0 to 1000000");
    require(hotKeys >= 0 && hotKeys <= 100, "--hot-keys " + hotKeys + ": give from 0 to 100");
    require(
        delimiter == null || (!delimiter.isEmpty() && delimiter.charAt(0) < 0x80),
        "-D " + delimiter + ": give an ASCII character");
    InetSocketAddress address = AdminAddress.parse(admin == null ? AdminAddress.DEFAULT : admin);
    boolean none = "none".equals(counters);
    return new MonitoringConfig(
        address == null ? null : new Admin(address, admin == null, adminToken),
        none ? new Counters(null, 0) : new Counters(counters, maxCounters),
        new Keys(hotKeys, slowThreshold),
        delimiter == null ? Prefixes.DEFAULT : new Prefixes((byte) delimiter.charAt(0), true),
        verbosity);
  }
}
