package dev.memotor.server.admin;

import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.report.Sources;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin endpoint with what it needs: the history, and the thread that takes it. */
public final class Monitoring implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Monitoring.class);

  private final Routes routes;
  private final History history;
  private final AdminServer server = new AdminServer();
  private final Sources sources;
  private final Runnable probe;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread monitor = new Thread(task, "monitor");
            monitor.setDaemon(true);
            return monitor;
          });

  private Monitoring(Sources sources, Runnable probe) {
    this.sources = sources;
    this.history = new History(sources);
    this.routes = new Routes(sources, history);
    this.probe = probe;
  }

  /**
   * Starts the endpoint.
   *
   * @param probe called every second: has the event loops measured
   * @return null if there is none, by the configuration or because its address is taken
   */
  public static Monitoring start(MonitoringConfig config, Sources sources, Runnable probe) {
    if (config.admin() == null) {
      return null;
    }
    Monitoring monitoring = new Monitoring(sources, probe);
    boolean listens = false;
    try {
      listens = monitoring.server.start(config.admin(), monitoring.routes);
    } finally {
      if (!listens) {
        monitoring.close();
      }
    }
    if (!listens) {
      return null;
    }
    monitoring.thread.scheduleAtFixedRate(monitoring::tick, 1, 1, TimeUnit.SECONDS);
    return monitoring;
  }

  /** By the monitoring thread only. */
  private boolean failed;

  private void tick() {
    try {
      probe.run();
      sources.health().ask();
      history.tick();
      routes.warmUp();
    } catch (RuntimeException | LinkageError e) {
      // A thread that let it through would never tick again.
      if (!failed) {
        LOG.warn("a look at the server failed; more of them are not logged", e);
      }
      failed = true;
    }
  }

  /** Where the endpoint listens. */
  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    server.close();
    routes.close();
  }
}
