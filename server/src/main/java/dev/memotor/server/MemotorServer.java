package dev.memotor.server;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.server.admin.Monitoring;
import dev.memotor.server.auth.Authentication;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.dispatch.EngineReader;
import dev.memotor.server.logging.Verbosity;
import dev.memotor.server.observe.PrefixCounts;
import dev.memotor.server.observe.ServerCounters;
import dev.memotor.server.observe.ServerTimings;
import dev.memotor.server.observe.counters.CountedKeys;
import dev.memotor.server.observe.counters.CounterRecall;
import dev.memotor.server.observe.counters.CounterValues;
import dev.memotor.server.observe.counters.EngineHealth;
import dev.memotor.server.observe.counters.ItemReader;
import dev.memotor.server.observe.counters.KeyChoice;
import dev.memotor.server.observe.keys.Insight;
import dev.memotor.server.observe.watch.WatchHub;
import dev.memotor.server.report.Sources;
import dev.memotor.server.report.StatsReport;
import dev.memotor.server.tls.Tls;
import dev.memotor.server.transport.NetworkServer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

  /**
   * The memcached whose behaviour this server has, and what {@code version} answers: clients decide
   * by it what they may send, and accept nothing but three numbers.
   */
  public static final String MEMCACHED_VERSION = "1.6.45";

  private static final long FILE_CHECK_SECONDS = 2;
  private static final long FLUSH_CHECK_MILLIS = 200;
  private static final long DEFAULT_GRACE_MILLIS = 5_000;

  private final NetworkServer network;
  private final ScheduledExecutorService timer;

  /** Null if there are no users. */
  private final Authentication authentication;

  /** Null for none. */
  private final Tls tls;

  private final CountDownLatch shutdownAsked = new CountDownLatch(1);
  private final AtomicBoolean stopped = new AtomicBoolean();
  private Monitoring monitoring;
  private CounterRecall recall;

  private MemotorServer(
      NetworkServer network,
      ScheduledExecutorService timer,
      Authentication authentication,
      Tls tls) {
    this.tls = tls;
    this.authentication = authentication;
    this.network = network;
    this.timer = timer;
  }

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
    SecurityConfig security = config.security();
    MonitoringConfig monitoring = config.monitoring();
    CountedKeys countedKeys = countedKeys(monitoring);
    Authentication authentication =
        security.accountFile() == null
            ? null
            : new Authentication(security.accountFile(), security.sasl());
    Tls tls = security.tls() == null ? null : new Tls(security.tls());
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "timer");
              thread.setDaemon(true);
              return thread;
            });
    NetworkServer network = new NetworkServer(config, authentication, tls);
    MemotorServer server = new MemotorServer(network, timer, authentication, tls);
    ServerCounters counters = new ServerCounters();
    PrefixCounts prefixCounts =
        new PrefixCounts(monitoring.prefixes().delimiter(), monitoring.prefixes().counted());
    WatchHub watchHub = new WatchHub();
    Insight insight =
        new Insight(clock, monitoring.keys().hot(), monitoring.keys().slow().toNanos());
    ServerTimings timings = new ServerTimings(monitoring.admin() != null);
    Verbosity verbosity = new Verbosity(monitoring.verbosity());
    StatsReport report =
        new StatsReport(
            MEMCACHED_VERSION,
            identity,
            config,
            security,
            engine,
            counters,
            network,
            verbosity,
            prefixCounts,
            watchHub,
            insight,
            clock);
    FlushSchedule flushSchedule = new FlushSchedule(engine, clock);
    try {
      network.start(
          engine,
          clock,
          counters,
          timings,
          countedKeys,
          prefixCounts,
          insight,
          watchHub,
          new ServerAdministration(
              config,
              engine,
              counters,
              prefixCounts,
              insight,
              report,
              flushSchedule,
              verbosity,
              tls,
              identity,
              network::setItemMemory,
              server.shutdownAsked::countDown));
    } catch (RuntimeException e) {
      server.closeSecurity();
      timer.shutdownNow();
      throw e;
    }
    ItemReader reader = new EngineReader(engine);
    Sources sources =
        new Sources(
            identity,
            config,
            engine,
            new EngineHealth(reader),
            report,
            counters,
            network,
            timings,
            countedKeys,
            new CounterValues(countedKeys, reader),
            insight);
    try {
      server.monitoring = Monitoring.start(monitoring, sources, network::measureLag);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    server.recall = new CounterRecall(countedKeys, engine);
    if (server.monitoring != null) {
      server.recall.start();
    }
    timer.scheduleAtFixedRate(() -> insight.tick(1), 1, 1, TimeUnit.SECONDS);
    timer.scheduleWithFixedDelay(
        flushSchedule::tick, FLUSH_CHECK_MILLIS, FLUSH_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    if (config.connections().idleTimeoutSeconds() > 0) {
      timer.scheduleAtFixedRate(network::closeIdle, 1, 1, TimeUnit.SECONDS);
    }
    if (authentication != null) {
      timer.scheduleWithFixedDelay(
          authentication::refresh, FILE_CHECK_SECONDS, FILE_CHECK_SECONDS, TimeUnit.SECONDS);
    }
    if (tls != null) {
      timer.scheduleWithFixedDelay(
          tls::refreshIfChanged, FILE_CHECK_SECONDS, FILE_CHECK_SECONDS, TimeUnit.SECONDS);
    }
    return server;
  }

  private void closeSecurity() {
    if (authentication != null) {
      authentication.close();
    }
    if (tls != null) {
      tls.close();
    }
  }

  private static CountedKeys countedKeys(MonitoringConfig monitoring) {
    MonitoringConfig.Counters counters = monitoring.counters();
    try {
      KeyChoice choice =
          counters.patterns() == null ? KeyChoice.ALL : KeyChoice.parse(counters.patterns());
      // Without an admin endpoint nobody would see them.
      return new CountedKeys(choice, monitoring.admin() == null ? 0 : counters.max());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "--counters " + counters.patterns() + ": " + e.getMessage(), e);
    }
  }

  /** Where the admin endpoint listens; null if there is none. */
  public InetSocketAddress adminAddress() {
    return monitoring == null ? null : monitoring.address();
  }

  /** Where the server listens, with the ports really taken. */
  public List<SocketAddress> addresses() {
    return network.addresses();
  }

  /** The address of the first TCP listener. */
  public InetSocketAddress address() {
    return (InetSocketAddress) network.addresses().get(0);
  }

  /** The name of the transport in use. */
  public String transport() {
    return network.transportName();
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

  /** Waits until a client asks for the end with {@code shutdown}. */
  public void awaitShutdown() throws InterruptedException {
    shutdownAsked.await();
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
        if (recall != null) {
          recall.close();
        }
        network.stop(graceMillis);
      } finally {
        closeSecurity();
        timer.shutdownNow();
      }
    }
  }
}
