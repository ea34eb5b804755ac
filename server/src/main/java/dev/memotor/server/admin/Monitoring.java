package dev.memotor.server.admin;

import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.observe.Observatory;
import io.netty.util.concurrent.DefaultThreadFactory;
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
  private final Observatory observatory;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("monitor", true));

  private Monitoring(ServerConfig config, ServerIdentity identity, Observatory observatory) {
    this.observatory = observatory;
    this.history = new History(observatory);
    this.routes = new Routes(config, identity, observatory, history);
  }

  /**
   * Starts the endpoint.
   *
   * @return null if there is none, by configuration or because its address is in use
   */
  public static Monitoring start(
      ServerConfig config, ServerIdentity identity, Observatory observatory) {
    if (config.monitoring().admin() == null) {
      return null;
    }
    Monitoring monitoring = new Monitoring(config, identity, observatory);
    boolean listens = false;
    try {
      listens = monitoring.server.start(config.monitoring().admin(), monitoring.routes);
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
      observatory.askEngine();
      history.tick();
      routes.warmUp();
    } catch (RuntimeException | LinkageError e) {
      // Uncaught, it would stop the schedule.
      if (!failed) {
        LOG.warn("taking a snapshot of the server failed; further failures are not logged", e);
      }
      failed = true;
    }
  }

  /** Returns where the endpoint listens. */
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
