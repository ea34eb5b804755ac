package dev.memotor.server.report;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineStats;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.logging.Verbosity;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.PrefixCounts;
import dev.memotor.server.observe.ServerCounters;
import dev.memotor.server.observe.ServerFigures;
import dev.memotor.server.observe.keys.Insight;
import dev.memotor.server.observe.watch.WatchHub;
import java.util.function.BiConsumer;

/**
 * The groups of the stats command, with the names, the order and the forms that memcached's tools
 * read. What memotor does not have (a hash table that grows by itself, a page mover, an LRU
 * crawler) or an engine cannot know is left out, as memcached leaves out what is switched off.
 */
public final class StatsReport {

  private static final String ZERO = "0";

  private final String version;
  private final ServerIdentity identity;
  private final ServerConfig config;
  private final SecurityConfig security;
  private final Engine engine;
  private final ServerCounters counters;
  private final ServerFigures figures;
  private final Verbosity verbosity;
  private final PrefixCounts prefixCounts;
  private final WatchHub watchHub;
  private final Insight insight;
  private final EngineClock clock;
  private final long startNanos = System.nanoTime();

  public StatsReport(
      String version,
      ServerIdentity identity,
      ServerConfig config,
      SecurityConfig security,
      Engine engine,
      ServerCounters counters,
      ServerFigures figures,
      Verbosity verbosity,
      PrefixCounts prefixCounts,
      WatchHub watchHub,
      Insight insight,
      EngineClock clock) {
    this.verbosity = verbosity;
    this.prefixCounts = prefixCounts;
    this.watchHub = watchHub;
    this.insight = insight;
    this.version = version;
    this.identity = identity;
    this.config = config;
    this.security = security;
    this.engine = engine;
    this.counters = counters;
    this.figures = figures;
    this.clock = clock;
  }

  /**
   * Shows a group.
   *
   * @param group empty for the general figures
   * @return whether there is such a group
   */
  public boolean show(String group, BiConsumer<String, String> out) {
    switch (group) {
      case "" -> general(out);
      case "settings" ->
          SettingsStats.show(config, identity, security, engine, verbosity, prefixCounts, out);
      case "items" -> items(out);
      case "slabs" -> slabs(out);
      case "sizes" -> out.accept("sizes_status", "disabled");
      case "conns" -> connections(out);
      case "engine" -> engine(out);
      case "hotkeys" -> insight.showHotKeys(out);
      case "bigkeys" -> insight.showBigKeys(out);
      case "slow" -> insight.showSlow(out);
      // There is neither extstore nor proxy: nothing to report is no error.
      case "extstore", "proxy", "proxyfuncs", "proxybe" -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  private void general(BiConsumer<String, String> out) {
    EngineStats stats = engine.stats();
    out.accept("pid", Long.toString(ProcessHandle.current().pid()));
    // Tools divide by it.
    long uptime = Math.max(1, (System.nanoTime() - startNanos) / 1_000_000_000L + 1);
    out.accept("uptime", Long.toString(uptime));
    out.accept("time", Long.toString(clock.now()));
    out.accept("version", version);
    out.accept("libevent", "netty");
    out.accept("pointer_size", "64");
    ProcessTimes times = ProcessTimes.read();
    out.accept("rusage_user", ProcessTimes.seconds(times.userNanos()));
    out.accept("rusage_system", ProcessTimes.seconds(times.systemNanos()));
    number(out, "max_connections", config.connections().max());
    number(out, "curr_connections", figures.currentConnections());
    counter(out, Counter.TOTAL_CONNECTIONS);
    counter(out, Counter.REJECTED_CONNECTIONS);
    number(out, "connection_structures", figures.currentConnections());
    counter(out, Counter.CMD_GET);
    counter(out, Counter.CMD_SET);
    counter(out, Counter.CMD_FLUSH);
    counter(out, Counter.CMD_TOUCH);
    counter(out, Counter.CMD_META);
    counter(out, Counter.GET_HITS);
    counter(out, Counter.GET_MISSES);
    counter(out, Counter.GET_EXPIRED);
    counter(out, Counter.DELETE_MISSES);
    counter(out, Counter.DELETE_HITS);
    counter(out, Counter.INCR_MISSES);
    counter(out, Counter.INCR_HITS);
    counter(out, Counter.DECR_MISSES);
    counter(out, Counter.DECR_HITS);
    counter(out, Counter.CAS_MISSES);
    counter(out, Counter.CAS_HITS);
    counter(out, Counter.CAS_BADVAL);
    counter(out, Counter.TOUCH_HITS);
    counter(out, Counter.TOUCH_MISSES);
    counter(out, Counter.STORE_TOO_LARGE);
    counter(out, Counter.STORE_NO_MEMORY);
    counter(out, Counter.AUTH_CMDS);
    counter(out, Counter.AUTH_ERRORS);
    if (config.connections().idleTimeoutSeconds() > 0) {
      counter(out, Counter.IDLE_KICKS);
    }
    counter(out, Counter.BYTES_READ);
    counter(out, Counter.BYTES_WRITTEN);
    number(out, "limit_maxbytes", stats.limitBytes());
    out.accept("accepting_conns", figures.isAccepting() ? "1" : ZERO);
    // Connections beyond -c are refused immediately; they never wait for a place.
    zeros(out, "listen_disabled_num", "time_in_listen_disabled_us");
    number(out, "threads", figures.loops());
    counter(out, Counter.CONN_YIELDS);
    // No slab page was ever moved: that is what these say.
    zeros(
        out,
        "slab_reassign_rescues",
        "slab_reassign_chunk_rescues",
        "slab_reassign_inline_reclaim",
        "slab_reassign_busy_items",
        "slab_reassign_busy_deletes",
        "slab_reassign_busy_nomem");
    out.accept("slab_reassign_last_busy_status", "none");
    zeros(out, "slab_reassign_running", "slabs_moved");
    number(out, "log_watcher_skipped", watchHub.skippedCount());
    number(out, "log_watcher_sent", watchHub.sentCount());
    number(out, "log_watchers", watchHub.watcherCount());
    if (security.tls() != null) {
      counter(out, Counter.SSL_PROTO_ERRORS);
      counter(out, Counter.SSL_HANDSHAKE_ERRORS);
      counter(out, Counter.SSL_NEW_SESSIONS);
      number(out, "time_since_server_cert_refresh", figures.secondsSinceCertificates());
    }
    known(out, "bytes", stats.bytes());
    known(out, "curr_items", stats.items());
    counter(out, Counter.TOTAL_ITEMS);
    detail(out, "", stats, EngineStats.EXPIRED_UNFETCHED);
    detail(out, "", stats, EngineStats.EVICTED_UNFETCHED);
    known(out, "evictions", stats.evictions());
    known(out, "reclaimed", stats.expired());
  }

  /** Without slabs, one class with the number 1 holds everything. */
  private void items(BiConsumer<String, String> out) {
    EngineStats stats = engine.stats();
    if (stats.items() <= 0) {
      return;
    }
    String one = "items:1:";
    number(out, one + "number", stats.items());
    detail(out, one, stats, EngineStats.AGE);
    known(out, one + "mem_requested", stats.bytes());
    known(out, one + "evicted", stats.evictions());
    detail(out, one, stats, EngineStats.EVICTED_NONZERO);
    detail(out, one, stats, EngineStats.EVICTED_TIME);
    number(out, one + "outofmemory", counters.get(Counter.STORE_NO_MEMORY));
    known(out, one + "reclaimed", stats.expired());
    detail(out, one, stats, EngineStats.EXPIRED_UNFETCHED);
    detail(out, one, stats, EngineStats.EVICTED_UNFETCHED);
  }

  private void slabs(BiConsumer<String, String> out) {
    EngineStats stats = engine.stats();
    if (stats.items() > 0) {
      if (stats.bytes() >= 0) {
        number(out, "1:chunk_size", Math.max(1, stats.bytes() / stats.items()));
      }
      number(out, "1:chunks_per_page", stats.items());
      number(out, "1:total_pages", 1);
      number(out, "1:total_chunks", stats.items());
      number(out, "1:used_chunks", stats.items());
      zeros(out, "1:free_chunks", "1:free_chunks_end");
      number(out, "1:get_hits", counters.get(Counter.GET_HITS));
      number(out, "1:cmd_set", counters.get(Counter.CMD_SET));
      number(out, "1:delete_hits", counters.get(Counter.DELETE_HITS));
      number(out, "1:incr_hits", counters.get(Counter.INCR_HITS));
      number(out, "1:decr_hits", counters.get(Counter.DECR_HITS));
      number(out, "1:cas_hits", counters.get(Counter.CAS_HITS));
      number(out, "1:cas_badval", counters.get(Counter.CAS_BADVAL));
      number(out, "1:touch_hits", counters.get(Counter.TOUCH_HITS));
    }
    number(out, "active_slabs", stats.items() > 0 ? 1 : 0);
    known(out, "total_malloced", stats.bytes());
  }

  private void connections(BiConsumer<String, String> out) {
    for (ServerFigures.ConnectionFigures connection : figures.connections()) {
      String prefix = connection.id() + ":";
      out.accept(prefix + "addr", connection.address());
      if (connection.listenAddress() != null) {
        out.accept(prefix + "listen_addr", connection.listenAddress());
      }
      out.accept(prefix + "state", connection.state());
      number(out, prefix + "secs_since_last_cmd", connection.idleSeconds());
    }
  }

  private void engine(BiConsumer<String, String> out) {
    EngineStats stats = engine.stats();
    out.accept("capabilities", engine.capabilities().toString().replaceAll("[\\[\\] ]", ""));
    known(out, "items", stats.items());
    known(out, "bytes", stats.bytes());
    known(out, "total_items", stats.totalItems());
    known(out, "evictions", stats.evictions());
    known(out, "expired", stats.expired());
    number(out, "limit_bytes", stats.limitBytes());
    number(out, "batches", counters.get(Counter.ENGINE_BATCHES));
    number(out, "operations", counters.get(Counter.ENGINE_OPERATIONS));
    number(out, "failures", counters.get(Counter.ENGINE_FAILURES));
    stats.details().forEach(out);
  }

  private void counter(BiConsumer<String, String> out, Counter counter) {
    number(out, counter.statName(), counters.get(counter));
  }

  private static void number(BiConsumer<String, String> out, String name, long value) {
    out.accept(name, Long.toString(value));
  }

  /** Shows a figure of the engine unless the engine cannot know it. */
  private static void known(BiConsumer<String, String> out, String name, long value) {
    if (value != EngineStats.UNKNOWN) {
      number(out, name, value);
    }
  }

  private static void detail(
      BiConsumer<String, String> out, String prefix, EngineStats stats, String name) {
    String value = stats.details().get(name);
    if (value != null) {
      out.accept(prefix + name, value);
    }
  }

  private static void zeros(BiConsumer<String, String> out, String... names) {
    for (String name : names) {
      out.accept(name, ZERO);
    }
  }
}
