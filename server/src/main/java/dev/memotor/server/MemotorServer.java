package dev.memotor.server;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.support.DaemonThreads;
import dev.memotor.server.admin.Monitoring;
import dev.memotor.server.auth.Authentication;
import dev.memotor.server.config.ConfigurationException;
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
import org.jspecify.annotations.Nullable;

/**
 * A running server over an engine. Embed it with {@link #start}; the command line does no more.
 *
 * <p>The engine belongs to the caller, who closes it after the server.
 */
public final class MemotorServer implements AutoCloseable {

  /** The version that {@code version} returns. */
  public static final String MEMCACHED_VERSION = ServerIdentity.MEMCACHED_VERSION;

  private static final long FILE_CHECK_MILLIS = 2_000;
  private static final long FLUSH_CHECK_MILLIS = 200;
  private static final long DEFAULT_GRACE_MILLIS = 5_000;

  private final CheckedConfig checked;

  private final @Nullable Authentication authentication;
  private final @Nullable Tls tls;

  private final Network network;
  private final NetworkServer server;
  private final Observatory observatory;
  private final ServerAdministration administration;

  private final @Nullable Monitoring monitoring;
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
   * Starts a server with an identity.
   *
   * @throws ConfigurationException if it cannot listen as configured, or a file of users,
   *     certificates or keys is broken
   */
  public static MemotorServer start(
      ServerConfig config, ServerIdentity identity, Engine engine, EngineClock clock) {
    return start(CheckedConfig.of(config), identity, engine, clock);
  }

  /**
   * Starts a server with a configuration that was checked before the engine was opened. The server
   * closes it.
   *
   * @throws ConfigurationException if it cannot listen as configured
   */
  public static MemotorServer start(
      CheckedConfig checked, ServerIdentity identity, Engine engine, EngineClock clock) {
    return new MemotorServer(checked, identity, engine, clock);
  }

  private MemotorServer(
      CheckedConfig checked, ServerIdentity identity, Engine engine, EngineClock clock) {
    this.checked = checked;
    ServerConfig config = checked.config;
    FlushSchedule flushSchedule = new FlushSchedule(engine, clock);
    authentication = checked.authentication;
    tls = checked.tls;
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
      checked.close();
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

  private @Nullable Monitoring startMonitoring(ServerConfig config, ServerIdentity identity) {
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

  /** Returns where the admin endpoint listens; null if there is none. */
  public @Nullable InetSocketAddress adminAddress() {
    return monitoring == null ? null : monitoring.address();
  }

  /** Returns where the server listens, with the ports actually bound. */
  public List<SocketAddress> addresses() {
    return network.addresses();
  }

  /** Returns the address of the first TCP listener. */
  public InetSocketAddress address() {
    return (InetSocketAddress) network.addresses().get(0);
  }

  /** Returns the name of the transport in use. */
  public String transport() {
    return server.transportName();
  }

  /** Reloads users and certificates; those whose file is broken stay as they were. */
  public void reload() {
    if (authentication != null) {
      authentication.reread();
    }
    if (tls != null) {
      tls.refresh();
    }
  }

  /** Returns whether there is anything to {@link #reload}. */
  public boolean isReloadable() {
    return authentication != null || tls != null;
  }

  /** Waits until a client sends {@code shutdown}. */
  public void awaitShutdown() throws InterruptedException {
    administration.awaitShutdown();
  }

  /** Answers the requests received, then closes everything. */
  @Override
  public void close() {
    close(DEFAULT_GRACE_MILLIS);
  }

  /** Closes the server, with a limit to how long pending requests may take. */
  void close(long graceMillis) {
    if (stopped.compareAndSet(false, true)) {
      try {
        if (monitoring != null) {
          monitoring.close();
        }
        observatory.close();
        server.stop(graceMillis);
      } finally {
        checked.close();
        timer.shutdownNow();
      }
    }
  }
}
