package dev.memotor.server.cli;

import static dev.memotor.server.config.ConfigurationException.require;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.server.config.ItemConfig;
import dev.memotor.server.engines.EngineRegistry;
import dev.memotor.server.engines.RamTiers;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The engine, and the limits of items and of the memory they take. */
@Command(header = "Items")
final class StoreOptions {

  /** The least that engines work with. memcached rounds up, too. */
  private static final long MIN_MEGABYTES = 8;

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "URI",
      description =
          "Storage engine, such as memory, fs:/srv/files or rocksdb:/srv/items; see 'memotor"
              + " engines' (default: rocksdb)")
  private String engine = "rocksdb";

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "MB",
      converter = Conversions.Megabytes.class,
      description =
          "Memory for items, or for hot items in front of a persistent engine, in megabytes or"
              + " with a unit as in 1g (default: 64)")
  private long memory = 64;

  @Option(
      names = {"-I", "--max-item-size"},
      paramLabel = "SIZE",
      converter = Conversions.ItemSize.class,
      description = "Size of the largest item, 1k to 1g (default: 1m)")
  private Integer maxItemSize = 1 << 20;

  @Option(
      names = {"-M", "--no-evict"},
      description = "Refuse to store items when memory is full instead of evicting others")
  private boolean noEvict;

  @Option(
      names = "--ram-tier",
      paramLabel = "on|off",
      description =
          "Keep hot items in memory in front of a persistent engine, up to -m megabytes"
              + " (default: on)")
  private String ramTier = "on";

  @Option(
      names = "--engine-wait",
      paramLabel = "SECONDS",
      description =
          "Seconds to wait for an unavailable store at start-up (default: 0, fail at once)")
  private long engineWait;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Directory of plug-in engines, with one subdirectory of jars for each")
  private @Nullable Path plugins;

  @Option(names = "--memory-file", paramLabel = "FILE", hidden = true)
  private @Nullable String memoryFile;

  ItemConfig config() {
    require(
        memoryFile == null,
        "--memory-file "
            + memoryFile
            + ": items survive restarts with a persistent engine, such as the default, --engine"
            + " rocksdb:DIR");
    require(
        ramTier.equals("on") || ramTier.equals("off"),
        "--ram-tier " + ramTier + ": give on or off");
    require(
        engineWait >= 0, "--engine-wait " + engineWait + ": give seconds, or 0 to fail at once");
    long megabytes = Math.max(memory, MIN_MEGABYTES);
    requireDirectMemoryFor(megabytes);
    return new ItemConfig(maxItemSize, megabytes << 20, !noEvict);
  }

  /** Items lie in direct memory, which the JVM bounds, next to network buffers. */
  private static void requireDirectMemoryFor(long megabytes) {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long set = Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
    long most = (set == 0 ? Runtime.getRuntime().maxMemory() : set) >> 20;
    require(
        megabytes <= most,
        "-m "
            + megabytes
            + ": the JVM allows only "
            + most
            + " MB of direct memory; lower -m, or raise -XX:MaxDirectMemorySize in"
            + " MEMOTOR_JAVA_OPTS (bin/memotor sets it unless that does)");
  }

  /** Finds the engine and checks its options. */
  EngineStart engine() {
    return new EngineStart(EngineRegistry.load(plugins), engine, engineWait);
  }

  /** Puts the RAM tier in front of an engine, unless it is off. */
  Engine behindTier(Engine opened, EngineContext context) {
    if (ramTier.equals("off")) {
      return opened;
    }
    try {
      return RamTiers.inFrontOf(opened, context);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }
}
