package dev.memotor.server;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.server.config.ClusterNode;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.logging.Verbosity;
import dev.memotor.server.observe.PrefixCounts;
import dev.memotor.server.observe.ServerCounters;
import dev.memotor.server.observe.keys.Insight;
import dev.memotor.server.protocol.Administration;
import dev.memotor.server.report.StatsReport;
import dev.memotor.server.tls.Tls;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;

/** The commands that concern this server. */
final class ServerAdministration implements Administration {

  private static final long MEGABYTE = 1024 * 1024;
  private static final long MIN_MEGABYTES = 8;

  private final ServerConfig config;
  private final Engine engine;
  private final ServerCounters counters;
  private final PrefixCounts prefixCounts;
  private final Insight insight;
  private final StatsReport report;
  private final FlushSchedule flushSchedule;
  private final Verbosity verbosity;

  /** Null for none. */
  private final Tls tls;

  private final ServerIdentity identity;
  private final LongConsumer memoryLimitChanged;
  private final Runnable shutdown;

  ServerAdministration(
      ServerConfig config,
      Engine engine,
      ServerCounters counters,
      PrefixCounts prefixCounts,
      Insight insight,
      StatsReport report,
      FlushSchedule flushSchedule,
      Verbosity verbosity,
      Tls tls,
      ServerIdentity identity,
      LongConsumer memoryLimitChanged,
      Runnable shutdown) {
    this.memoryLimitChanged = memoryLimitChanged;
    this.config = config;
    this.engine = engine;
    this.counters = counters;
    this.prefixCounts = prefixCounts;
    this.insight = insight;
    this.report = report;
    this.flushSchedule = flushSchedule;
    this.verbosity = verbosity;
    this.tls = tls;
    this.identity = identity;
    this.shutdown = shutdown;
  }

  @Override
  public String version() {
    return MemotorServer.MEMCACHED_VERSION;
  }

  @Override
  public boolean isFlushEnabled() {
    return config.security().commands().flushAll();
  }

  @Override
  public boolean areDumpsEnabled() {
    return config.security().commands().dumps();
  }

  @Override
  public boolean tracksSizes() {
    return config.security().commands().sizes();
  }

  @Override
  public boolean isWatchEnabled() {
    return config.security().commands().watch();
  }

  @Override
  public CompletionStage<Void> flush(long at) {
    return flushSchedule.flush(at);
  }

  @Override
  public void setVerbosity(int level) {
    verbosity.set(level);
  }

  @Override
  public MemoryLimit setMemoryLimit(long megabytes) {
    if (megabytes < MIN_MEGABYTES) {
      return MemoryLimit.TOO_SMALL;
    }
    long bytes = megabytes * MEGABYTE;
    if (!engine.capabilities().contains(Capability.RESIZABLE) || !engine.resize(bytes)) {
      return MemoryLimit.NOT_POSSIBLE;
    }
    memoryLimitChanged.accept(bytes);
    return MemoryLimit.SET;
  }

  @Override
  public boolean isShutdownEnabled() {
    return config.security().commands().shutdown();
  }

  @Override
  public void shutdown() {
    shutdown.run();
  }

  @Override
  public String refreshCertificates() {
    if (tls == null) {
      return "Error TLS not enabled";
    }
    String error = tls.refresh();
    return error == null ? "OK" : "SERVER_ERROR " + error;
  }

  @Override
  public List<ClusterNode> clusterNodes() {
    return identity.clusterNodes();
  }

  @Override
  public void resetStats() {
    counters.reset();
    prefixCounts.reset();
    insight.reset();
  }

  @Override
  public boolean stats(String group, BiConsumer<String, String> figure) {
    return report.show(group, figure);
  }

  @Override
  public void setDetail(boolean on) {
    prefixCounts.set(on);
  }

  @Override
  public String detail() {
    return prefixCounts.dump();
  }
}
