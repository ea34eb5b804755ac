package dev.memotor.server.cli;

import dev.memotor.server.config.ConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * memcached's options that tune what is not here: accepted, so that its command lines work, checked
 * as memcached checks them, and reported at {@code -v}.
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
  private String growthFactor;

  @Option(
      names = {"-n", "--slab-min-size"},
      paramLabel = "BYTES",
      hidden = true)
  private Integer minSize;

  @Option(
      names = {"-N", "--napi-ids"},
      paramLabel = "N",
      hidden = true)
  private Integer napiIds;

  /** Refuses what memcached refuses. */
  void check() {
    if (growthFactor != null
        && !growthFactor.matches("0*1\\.\\d*[1-9]\\d*|0*([2-9]|[1-9]\\d+)(\\.\\d*)?")) {
      throw new ConfigurationException(
          "-f " + growthFactor + ": give a factor above 1, such as 1.25");
    }
    requirePositive("-n", minSize);
    requirePositive("-N", napiIds);
  }

  /** Logs what has no effect. */
  void report() {
    say(lockMemory, "-k", "a Java heap cannot be locked; switch swap off instead");
    say(coreDumps, "-r", "bin/memotor raises the limit for core files; nothing is left to do");
    say(largePages, "-L", "give the JVM -XX:+UseTransparentHugePages in MEMOTOR_JAVA_OPTS");
    say(disableCas, "-C", "every item has a CAS number");
    say(growthFactor != null, "-f", "there are no slabs");
    say(minSize != null, "-n", "there are no slabs");
    say(napiIds != null, "-N", "connections are spread over the event loops in turn");
  }

  private static void requirePositive(String name, Integer value) {
    if (value != null && value <= 0) {
      throw new ConfigurationException(name + " " + value + ": give a number above 0");
    }
  }

  private static void say(boolean given, String name, String why) {
    if (given) {
      LOG.debug("{} has no effect: {}", name, why);
    }
  }
}
