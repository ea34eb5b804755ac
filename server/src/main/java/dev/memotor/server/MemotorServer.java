package dev.memotor.server;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.support.DaemonThreads;
import dev.memotor.server.admin.Monitoring;
import dev.memotor.server.auth.Authentication;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.logging.Verbosity;
import dev.memotor.server.observe.Observatory;
import dev.memotor.server.tls.Tls;
import dev.memotor.server.transport.Network;
import dev.memotor.server.transport.NetworkServer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running server over an engine. Embed it with {@link #start}; the command line does no more.
 *
 * <p>The engine belongs to the caller, who closes it after the server.
 */
public final class MemotorServer implements AutoCloseable {

  /** What {@code version} answers. */
  public static final String MEMCACHED_VERSION = ServerIdentity.MEMCACHED_VERSION;

  private static final long FILE_CHECK_MILLIS = 2_000;
  private static final long FLUSH_CHECK_MILLIS = 200;
  private static final long DEFAULT_GRACE_MILLIS = 5_000;

  /** Null if there are no users. */
  private final Authentication authentication;

  /** Null for none. */
  private final Tls tls;

  private final Network network;
  private final NetworkServer server;
  private final Observatory observatory;
  private final ServerAdministration administration;

  /** Null for none. */
  private final Monitoring monitoring;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> DaemonThreads.create("timer", task));
  private final AtomicBoolean stopped = new AtomicBoolean();

  /**
   * Starts a server.
   *
   * @throws ConfigurationException if it cannot listen as configured, or a file of users,
   *     certificates or keys is broken
   */
  public static MemotorServer start(ServerConfig config, Engine engine, EngineClock clock) {
    return start(config, ServerIdentity.unknown(), engine, clock);
  }

  /**
   * Starts a server that knows what it is.
   *
   * @throws ConfigurationException if it cannot listen as configured, or a file of users,
   *     certificates or keys is broken
   */
  public static MemotorServer start(
      ServerConfig config, ServerIdentity identity, Engine engine, EngineClock clock) {
    return new MemotorServer(config, identity, engine, clock);
  }

  private MemotorServer(
      ServerConfig config, ServerIdentity identity, Engine engine, EngineClock clock) {
    SecurityConfig security = config.security();
    FlushSchedule flushSchedule = new FlushSchedule(engine, clock);
    authentication =
        security.accountFile() == null
            ? null
            : new Authentication(security.accountFile(), security.sasl());
    tls = security.tls() == null ? null : new Tls(security.tls());
    network = new Network(config, authentication, tls);
    try {
      observatory = new Observatory(config.monitoring(), engine, clock, network);
      administration =
          new ServerAdministration(
              config,
              identity,
              observatory,
              flushSchedule,
              new ServerAdministration.Controls(engine, network, tls));
      Verbosity.set(config.monitoring().verbosity());
      server = new NetworkServer(network, engine, clock, observatory, administration);
      monitoring = startMonitoring(config, identity);
    } catch (RuntimeException e) {
      closeSecurity();
      timer.shutdownNow();
      throw e;
    }
    every(1_000, observatory::tick);
    every(FLUSH_CHECK_MILLIS, flushSchedule::tick);
    if (config.connections().idleTimeoutSeconds() > 0) {
      every(1_000, server::closeIdle);
    }
    if (authentication != null) {
      every(FILE_CHECK_MILLIS, authentication::refresh);
    }
    if (tls != null) {
      every(FILE_CHECK_MILLIS, tls::refreshIfChanged);
    }
  }

  private Monitoring startMonitoring(ServerConfig config, ServerIdentity identity) {
    try {
      Monitoring started = Monitoring.start(config, identity, observatory);
      if (started != null) {
        observatory.recallCounters();
      }
      return started;
    } catch (RuntimeException e) {
      server.stop(DEFAULT_GRACE_MILLIS);
      throw e;
    }
  }

  private void every(long millis, Runnable task) {
    timer.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void closeSecurity() {
    if (authentication != null) {
      authentication.close();
    }
    if (tls != null) {
      tls.close();
    }
  }

  /** Where the admin endpoint listens; null if there is none. */
  public InetSocketAddress adminAddress() {
    return monitoring == null ? null : monitoring.address();
  }

  /** Where the server listens, with the ports actually bound. */
  public List<SocketAddress> addresses() {
    return network.addresses();
  }

  /** The address of the first TCP listener. */
  public InetSocketAddress address() {
    return (InetSocketAddress) network.addresses().get(0);
  }

  /** The name of the transport in use. */
  public String transport() {
    return server.transportName();
  }

  /** Reads users and certificates again; those whose file is broken stay as they were. */
  public void reload() {
    if (authentication != null) {
      authentication.reread();
    }
    if (tls != null) {
      tls.refresh();
    }
  }

  /** Whether there is anything to {@link #reload}. */
  public boolean isReloadable() {
    return authentication != null || tls != null;
  }

  /** Waits until a client sends {@code shutdown}. */
  public void awaitShutdown() throws InterruptedException {
    administration.awaitShutdown();
  }

  /** Answers what was received, then closes everything. */
  @Override
  public void close() {
    close(DEFAULT_GRACE_MILLIS);
  }

  /** As {@link #close()}, with another limit to how long what is unanswered may take. */
  void close(long graceMillis) {
    if (stopped.compareAndSet(false, true)) {
      try {
        if (monitoring != null) {
          monitoring.close();
        }
        observatory.close();
        server.stop(graceMillis);
      } finally {
        closeSecurity();
        timer.shutdownNow();
      }
    }
  }
}
