package dev.memotor.server.cli;

import dev.memotor.server.config.ConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * memcached's options that have no effect in memotor: accepted, so that its command lines work,
 * checked as memcached checks them, and logged at {@code -v}.
 */
final class TuningOptions {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  @Option(
      names = {"-k", "--lock-memory"},
      hidden = true)
  private boolean lockMemory;

  @Option(
      names = {"-r", "--enable-coredumps"},
      hidden = true)
  private boolean coreDumps;

  @Option(
      names = {"-L", "--enable-largepages"},
      hidden = true)
  private boolean largePages;

  @Option(
      names = {"-C", "--disable-cas"},
      hidden = true)
  private boolean disableCas;

  @Option(
      names = {"-f", "--slab-growth-factor"},
      paramLabel = "N",
      hidden = true)
  private @Nullable String growthFactor;

  @Option(
      names = {"-n", "--slab-min-size"},
      paramLabel = "BYTES",
      hidden = true)
  private @Nullable Integer minSize;

  @Option(
      names = {"-N", "--napi-ids"},
      paramLabel = "N",
      hidden = true)
  private @Nullable Integer napiIds;

  /** Rejects what memcached rejects. */
  void check() {
    if (growthFactor != null
        && !growthFactor.matches("0*1\\.\\d*[1-9]\\d*|0*([2-9]|[1-9]\\d+)(\\.\\d*)?")) {
      throw new ConfigurationException(
          "-f " + growthFactor + ": give a factor above 1, such as 1.25");
    }
    requirePositive("-n", minSize);
    requirePositive("-N", napiIds);
  }

  /** Logs the options that are given. */
  void report() {
    log(lockMemory, "-k", "a Java heap cannot be locked; disable swap instead");
    log(coreDumps, "-r", "bin/memotor has already raised the limit for core files");
    log(largePages, "-L", "add -XX:+UseTransparentHugePages to MEMOTOR_JAVA_OPTS instead");
    log(disableCas, "-C", "every item has a CAS number");
    log(growthFactor != null, "-f", "there are no slabs");
    log(minSize != null, "-n", "there are no slabs");
    log(napiIds != null, "-N", "connections are distributed over the event loops in turn");
  }

  private static void requirePositive(String name, @Nullable Integer value) {
    if (value != null && value <= 0) {
      throw new ConfigurationException(name + " " + value + ": give a number above 0");
    }
  }

  private static void log(boolean given, String name, String why) {
    if (given) {
      LOG.debug("{} has no effect: {}", name, why);
    }
  }
}
