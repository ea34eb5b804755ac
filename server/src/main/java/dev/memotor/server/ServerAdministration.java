package dev.memotor.server;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Resizable;
import dev.memotor.server.config.ClusterNode;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.logging.Verbosity;
import dev.memotor.server.observe.Observatory;
import dev.memotor.server.protocol.Administration;
import dev.memotor.server.report.StatsReport;
import dev.memotor.server.tls.Tls;
import dev.memotor.server.transport.Network;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The commands that concern this server. */
final class ServerAdministration implements Administration {

  private static final long MEGABYTE = 1024 * 1024;
  private static final long MIN_MEGABYTES = 8;

  private final ServerConfig config;
  private final ServerIdentity identity;
  private final Observatory observatory;
  private final StatsReport report;
  private final FlushSchedule flushSchedule;
  private final Controls controls;
  private final CountDownLatch shutdownAsked = new CountDownLatch(1);

  /** What the commands act on. */
  record Controls(Engine engine, Network network, @Nullable Tls tls) {}

  ServerAdministration(
      ServerConfig config,
      ServerIdentity identity,
      Observatory observatory,
      FlushSchedule flushSchedule,
      Controls controls) {
    this.config = config;
    this.identity = identity;
    this.observatory = observatory;
    this.report = new StatsReport(config, identity, observatory);
    this.flushSchedule = flushSchedule;
    this.controls = controls;
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
    Verbosity.set(level);
  }

  @Override
  public MemoryLimit setMemoryLimit(long megabytes) {
    if (megabytes < MIN_MEGABYTES) {
      return MemoryLimit.TOO_SMALL;
    }
    long bytes = megabytes * MEGABYTE;
    Engine engine = controls.engine();
    return engine.role(Resizable.class).map(found -> found.resize(bytes)).orElse(false)
        ? MemoryLimit.SET
        : MemoryLimit.NOT_POSSIBLE;
  }

  @Override
  public boolean isShutdownEnabled() {
    return config.security().commands().shutdown();
  }

  @Override
  public void shutdown() {
    shutdownAsked.countDown();
  }

  /** Waits until a client sends {@code shutdown}. */
  void awaitShutdown() throws InterruptedException {
    shutdownAsked.await();
  }

  @Override
  public String refreshCertificates() {
    Tls tls = controls.tls();
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
    observatory.reset();
  }

  @Override
  public boolean stats(String group, BiConsumer<String, String> figure) {
    return report.show(group, figure);
  }

  @Override
  public void setDetail(boolean on) {
    observatory.countPrefixes(on);
  }

  @Override
  public String detail() {
    return report.detail();
  }
}
