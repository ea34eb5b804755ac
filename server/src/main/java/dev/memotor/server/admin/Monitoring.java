package dev.memotor.server.admin;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.observe.Observatory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin endpoint, its history, and the thread that records it. */
public final class Monitoring implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.admin");

  private final Routes routes;
  private final History history;
  private final AdminServer server;
  private final Observatory observatory;

  /** Used by the monitoring thread only. */
  private boolean failed;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("monitor", true));

  private Monitoring(AdminServer server, Routes routes, History history, Observatory observatory) {
    this.server = server;
    this.routes = routes;
    this.history = history;
    this.observatory = observatory;
  }

  /**
   * Starts the admin endpoint.
   *
   * @return null if there is none, by configuration or because its address is in use
   */
  public static @Nullable Monitoring start(
      ServerConfig config, ServerIdentity identity, Observatory observatory) {
    MonitoringConfig.Admin admin = config.monitoring().admin();
    if (admin == null) {
      return null;
    }
    History history = new History(observatory);
    Routes routes = new Routes(config, identity, observatory, history);
    AdminServer server = AdminServer.start(admin, routes);
    if (server == null) {
      return null;
    }
    Monitoring monitoring = new Monitoring(server, routes, history, observatory);
    monitoring.thread.scheduleAtFixedRate(monitoring::tick, 1, 1, TimeUnit.SECONDS);
    return monitoring;
  }

  /**
   * Checks what can be checked before there is a server.
   *
   * @throws ConfigurationException if the address cannot be listened on, or needs a token
   */
  public static void check(MonitoringConfig config) {
    MonitoringConfig.Admin admin = config.admin();
    if (admin != null) {
      AdminServer.check(admin);
    }
  }

  private void tick() {
    try {
      observatory.askEngine();
      history.tick();
      routes.metricsPage();
    } catch (RuntimeException | LinkageError e) {
      // Uncaught, it would stop the schedule.
      if (!failed) {
        LOG.warn("taking a snapshot of the server failed; further failures are not logged", e);
      }
      failed = true;
    }
  }

  /** Returns where the admin endpoint listens. */
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
