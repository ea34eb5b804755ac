package dev.memotor.server.report;

import static dev.memotor.server.observe.Counter.*;
import static dev.memotor.server.report.StatTable.Metric.command;
import static dev.memotor.server.report.StatTable.Metric.counter;
import static dev.memotor.server.report.StatTable.Metric.gauge;
import static dev.memotor.server.report.StatTable.Metric.ownCounter;
import static dev.memotor.server.report.StatTable.Metric.ownGauge;

import dev.memotor.engine.EngineStats;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.Snapshot;
import dev.memotor.server.observe.counters.EngineHealth;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the stats command and of the metrics page, one row each, in the order of stats.
 * The metrics have the names that the exporter for memcached gives them, so that dashboards and
 * alerts made for it work unchanged.
 *
 * <p>A figure that is null is left out: the engine cannot know it, or the feature is off.
 */
final class StatTable {

  private static final String SLAB = "slab_";
  private static final Labels ONE_SLAB = Labels.of("slab", "1");
  private static final double NANOS_PER_SECOND = 1e9;

  private final ServerConfig config;
  private final ServerIdentity identity;

  /**
   * One figure.
   *
   * @param stat its name in the stats command; null if it is a metric only
   * @param metric null if there is none
   * @param figure returns a whole number, a Double of seconds, or a text; null to be left out
   */
  record Row(
      @Nullable String stat,
      @Nullable Metric metric,
      Function<Snapshot, @Nullable Object> figure) {}

  /**
   * A metric.
   *
   * @param name without the {@code _total} of a counter
   */
  record Metric(String name, String help, boolean isCounter, Labels labels) {

    /** Returns a counter that memcached's exporter has, too. */
    static Metric counter(String name, String help) {
      return new Metric("memcached_" + name, help, true, Labels.EMPTY);
    }

    /** Returns a gauge that memcached's exporter has, too. */
    static Metric gauge(String name, String help) {
      return new Metric("memcached_" + name, help, false, Labels.EMPTY);
    }

    static Metric ownCounter(String name, String help) {
      return new Metric("memotor_" + name, help, true, Labels.EMPTY);
    }

    static Metric ownGauge(String name, String help) {
      return new Metric("memotor_" + name, help, false, Labels.EMPTY);
    }

    static Metric command(String command, String status) {
      return counter("commands", "Commands by name and outcome.")
          .with(Labels.of("command", command, "status", status));
    }

    Metric with(Labels more) {
      return new Metric(name, help, isCounter, labels.merge(more));
    }

    /** Returns the same metric for the only slab class. */
    Metric ofSlab() {
      return new Metric(name.replace("memcached_", "memcached_slab_"), help, isCounter, labels);
    }
  }

  StatTable(ServerConfig config, ServerIdentity identity) {
    this.config = config;
    this.identity = identity;
  }

  private static Row row(String stat, Function<Snapshot, @Nullable Object> figure) {
    return new Row(stat, null, figure);
  }

  private static Row row(
      @Nullable String stat, Function<Snapshot, @Nullable Object> figure, @Nullable Metric metric) {
    return new Row(stat, metric, figure);
  }

  private static Row count(Counter counter) {
    return row(counter.statName(), s -> s.get(counter));
  }

  private static Row count(Counter counter, Metric metric) {
    return row(counter.statName(), s -> s.get(counter), metric);
  }

  /** Returns a row that is always 0, since memotor lacks the mechanism that memcached counts. */
  private static Row zero(String stat) {
    return row(stat, s -> 0);
  }

  private static Function<Snapshot, @Nullable Object> known(ToLongFunction<EngineStats> figure) {
    return s -> {
      long value = figure.applyAsLong(s.engine());
      return value == EngineStats.UNKNOWN ? null : value;
    };
  }

  private static Function<Snapshot, @Nullable Object> detail(String name) {
    return s -> s.engine().details().get(name);
  }

  private static Function<Snapshot, @Nullable Object> seconds(ToLongFunction<Snapshot> nanos) {
    // To the microsecond, as memcached shows them.
    return s -> nanos.applyAsLong(s) / 1000 * 1000 / NANOS_PER_SECOND;
  }

  private static Function<Snapshot, @Nullable Object> onlyIf(
      boolean condition, Function<Snapshot, @Nullable Object> figure) {
    return condition ? figure : s -> null;
  }

  private static Row tls(Counter counter, boolean on) {
    return row(counter.statName(), onlyIf(on, s -> s.get(counter)));
  }

  /** Returns the rows of {@code stats}. */
  List<Row> general() {
    boolean tls = config.security().tls() != null;
    return List.of(
        row("pid", s -> ProcessHandle.current().pid()),
        // Never 0: tools divide by it.
        row(
            "uptime",
            s -> (long) s.seconds() + 1,
            gauge("uptime_seconds", "Seconds since the start.")),
        row("time", Snapshot::time, gauge("time_seconds", "UNIX time of the server.")),
        row("version", s -> ServerIdentity.MEMCACHED_VERSION),
        row("libevent", s -> "netty"),
        row("pointer_size", s -> 64),
        row(
            "rusage_user",
            seconds(s -> s.process().userNanos()),
            counter("process_user_cpu_seconds", "CPU time in user mode.")),
        row(
            "rusage_system",
            seconds(s -> s.process().systemNanos()),
            counter("process_system_cpu_seconds", "CPU time in the kernel.")),
        row(
            "max_connections",
            s -> config.connections().max(),
            gauge("max_connections", "Maximum number of connections (-c).")),
        row(
            "curr_connections",
            s -> s.connections(),
            gauge("current_connections", "Open connections.")),
        count(TOTAL_CONNECTIONS, counter("connections", "Connections opened since the start.")),
        count(
            REJECTED_CONNECTIONS,
            counter("connections_rejected", "Connections refused because -c was reached.")),
        row("connection_structures", s -> s.connections()),
        count(CMD_GET),
        count(CMD_SET),
        count(CMD_FLUSH, command("flush", "hit")),
        count(CMD_TOUCH),
        count(CMD_META),
        count(GET_HITS, command("get", "hit")),
        count(GET_MISSES, command("get", "miss")),
        count(GET_EXPIRED),
        count(DELETE_MISSES, command("delete", "miss")),
        count(DELETE_HITS, command("delete", "hit")),
        count(INCR_MISSES, command("incr", "miss")),
        count(INCR_HITS, command("incr", "hit")),
        count(DECR_MISSES, command("decr", "miss")),
        count(DECR_HITS, command("decr", "hit")),
        count(CAS_MISSES, command("cas", "miss")),
        count(CAS_HITS, command("cas", "hit")),
        count(CAS_BADVAL, command("cas", "badval")),
        count(TOUCH_HITS, command("touch", "hit")),
        count(TOUCH_MISSES, command("touch", "miss")),
        count(
            STORE_TOO_LARGE,
            counter("item_too_large", "Items refused because they were too large.")),
        count(STORE_NO_MEMORY, counter("item_no_memory", "Items refused because memory was full.")),
        count(AUTH_CMDS),
        count(AUTH_ERRORS),
        row(
            IDLE_KICKS.statName(),
            onlyIf(config.connections().idleTimeoutSeconds() > 0, s -> s.get(IDLE_KICKS))),
        count(BYTES_READ, counter("read_bytes", "Bytes read from the network.")),
        count(BYTES_WRITTEN, counter("written_bytes", "Bytes sent to the network.")),
        row(
            "limit_maxbytes",
            s -> s.engine().limitBytes(),
            gauge("limit_bytes", "Limit of the bytes used by items; 0 for no limit.")),
        row(
            "accepting_conns",
            s -> s.network().isAccepting() ? 1 : 0,
            gauge("accepting_connections", "Whether new connections are accepted.")),
        // Connections beyond -c are refused immediately; they never wait for a place.
        row(
            "listen_disabled_num",
            s -> 0,
            counter("connections_listener_disabled", "Times the listener was disabled.")),
        zero("time_in_listen_disabled_us"),
        row("threads", s -> config.connections().loops(), ownGauge("event_loops", "Event loops.")),
        count(
            CONN_YIELDS,
            counter("connections_yielded", "Times a connection yielded to others (-R).")),
        zero("slab_reassign_rescues"),
        zero("slab_reassign_chunk_rescues"),
        zero("slab_reassign_inline_reclaim"),
        zero("slab_reassign_busy_items"),
        zero("slab_reassign_busy_deletes"),
        zero("slab_reassign_busy_nomem"),
        row("slab_reassign_last_busy_status", s -> "none"),
        zero("slab_reassign_running"),
        zero("slabs_moved"),
        row("log_watcher_skipped", Snapshot::watcherLinesSkipped),
        row("log_watcher_sent", Snapshot::watcherLinesSent),
        row("log_watchers", Snapshot::watchers),
        tls(SSL_PROTO_ERRORS, tls),
        tls(SSL_HANDSHAKE_ERRORS, tls),
        tls(SSL_NEW_SESSIONS, tls),
        row(
            "time_since_server_cert_refresh",
            onlyIf(tls, s -> s.network().secondsSinceCertificates())),
        row("bytes", known(EngineStats::bytes), gauge("current_bytes", "Bytes used by items.")),
        row("curr_items", known(EngineStats::items), gauge("current_items", "Items stored now.")),
        count(TOTAL_ITEMS, counter("items", "Items stored since the start.")),
        row(EngineStats.EXPIRED_UNFETCHED, detail(EngineStats.EXPIRED_UNFETCHED)),
        row(EngineStats.EVICTED_UNFETCHED, detail(EngineStats.EVICTED_UNFETCHED)),
        row(
            "evictions",
            known(EngineStats::evictions),
            counter("items_evicted", "Items evicted before they expired.")),
        row(
            "reclaimed",
            known(EngineStats::expired),
            counter("items_reclaimed", "Expired items whose space was reclaimed.")));
  }

  /** Returns a row of the only slab class, which exists while there are items. */
  private static Row slab(
      @Nullable String stat, Function<Snapshot, @Nullable Object> figure, @Nullable Metric metric) {
    return row(
        stat,
        s -> s.engine().items() > 0 ? figure.apply(s) : null,
        metric == null ? null : metric.with(ONE_SLAB));
  }

  private static Row item(String name, Function<Snapshot, @Nullable Object> figure, Metric metric) {
    return slab("items:1:" + name, figure, metric);
  }

  /** Returns the rows of {@code stats items}. */
  List<Row> items() {
    return List.of(
        item(
            "number",
            known(EngineStats::items),
            gauge(SLAB + "current_items", "Items stored now.")),
        item(
            "age",
            detail(EngineStats.AGE),
            gauge(SLAB + "items_age_seconds", "Time since the least recently used item was used.")),
        item(
            "mem_requested",
            known(EngineStats::bytes),
            gauge(SLAB + "mem_requested_bytes", "Bytes used by items.")),
        item(
            "evicted",
            known(EngineStats::evictions),
            counter(SLAB + "items_evicted", "Items evicted before they expired.")),
        item(
            "evicted_nonzero",
            detail(EngineStats.EVICTED_NONZERO),
            counter(SLAB + "items_evicted_nonzero", "Evicted items that had a time to live.")),
        item(
            "evicted_time",
            detail(EngineStats.EVICTED_TIME),
            gauge(
                SLAB + "items_evicted_time_seconds",
                "Time between last use and eviction of the item evicted last.")),
        item(
            "outofmemory",
            s -> s.get(STORE_NO_MEMORY),
            counter(SLAB + "items_outofmemory", "Items refused because memory was full.")),
        item(
            "reclaimed",
            known(EngineStats::expired),
            counter(SLAB + "items_reclaimed", "Expired items whose space was reclaimed.")),
        item(
            "expired_unfetched",
            detail(EngineStats.EXPIRED_UNFETCHED),
            counter(SLAB + "items_expired_unfetched", "Expired items that were never fetched.")),
        item(
            "evicted_unfetched",
            detail(EngineStats.EVICTED_UNFETCHED),
            counter(SLAB + "items_evicted_unfetched", "Evicted items that were never fetched.")));
  }

  private static Row chunks(String name, String metric, String help) {
    return slab("1:" + name, s -> s.engine().items(), gauge(SLAB + metric, help));
  }

  private static Row slabCount(Counter counter, @Nullable Metric metric) {
    return slab(
        "1:" + counter.statName(), s -> s.get(counter), metric == null ? null : metric.ofSlab());
  }

  /** Returns the rows of {@code stats slabs}. */
  List<Row> slabs() {
    return List.of(
        slab(
            "1:chunk_size",
            s -> {
              EngineStats stats = s.engine();
              return stats.bytes() < 0 ? null : Math.max(1, stats.bytes() / stats.items());
            },
            gauge(SLAB + "chunk_size_bytes", "Average size of an item.")),
        chunks("chunks_per_page", "chunks_per_page", "Items stored now."),
        slab(
            "1:total_pages",
            s -> 1,
            gauge(SLAB + "current_pages", "Always 1: there are no slabs.")),
        chunks("total_chunks", "current_chunks", "Items stored now."),
        chunks("used_chunks", "chunks_used", "Items stored now."),
        slab("1:free_chunks", s -> 0, gauge(SLAB + "chunks_free", "Always 0: there are no slabs.")),
        slab(
            "1:free_chunks_end",
            s -> 0,
            gauge(SLAB + "chunks_free_end", "Always 0: there are no slabs.")),
        slabCount(GET_HITS, command("get", "hit")),
        slabCount(CMD_SET, null),
        slabCount(DELETE_HITS, command("delete", "hit")),
        slabCount(INCR_HITS, command("incr", "hit")),
        slabCount(DECR_HITS, command("decr", "hit")),
        slabCount(CAS_HITS, command("cas", "hit")),
        slabCount(CAS_BADVAL, command("cas", "badval")),
        slabCount(TOUCH_HITS, command("touch", "hit")),
        row("active_slabs", s -> s.engine().items() > 0 ? 1 : 0),
        row(
            "total_malloced",
            known(EngineStats::bytes),
            gauge("malloced_bytes", "Bytes allocated for items.")));
  }

  private static String capabilities(Snapshot snapshot) {
    Set<String> names = snapshot.capabilities();
    return names.isEmpty() ? "none" : String.join(",", names);
  }

  /** Returns the rows of {@code stats engine}, without the engine's details. */
  List<Row> engine() {
    return List.of(
        row("capabilities", StatTable::capabilities),
        row("items", known(EngineStats::items)),
        row("bytes", known(EngineStats::bytes)),
        row("total_items", known(EngineStats::totalItems)),
        row("evictions", known(EngineStats::evictions)),
        row(
            "expired",
            known(EngineStats::expired),
            ownCounter("engine_expired_items", "Expired items whose space was reclaimed.")),
        row("limit_bytes", s -> s.engine().limitBytes()),
        row("batches", s -> s.get(ENGINE_BATCHES)),
        row("operations", s -> s.get(ENGINE_OPERATIONS)),
        row(
            "failures",
            s -> s.get(ENGINE_FAILURES),
            ownCounter("engine_failures", "Operations that the engine could not execute.")));
  }

  private static Row metric(Function<Snapshot, @Nullable Object> figure, Metric metric) {
    return row(null, figure, metric);
  }

  /** Returns the rows of the metrics page that are not in stats. */
  private List<Row> metricsOnly() {
    return List.of(
        metric(s -> 1, gauge("up", "Whether the server answers.")),
        metric(
            s -> 1,
            gauge("version", "The version of memcached that the server behaves as.")
                .with(Labels.of("version", ServerIdentity.MEMCACHED_VERSION))),
        // memcached counts each cas as a set as well.
        metric(
            s -> s.get(CMD_SET) - s.get(CAS_HITS) - s.get(CAS_BADVAL) - s.get(CAS_MISSES),
            command("set", "hit")),
        slab(
            null,
            s -> s.get(CMD_SET) - s.get(CAS_HITS) - s.get(CAS_BADVAL),
            command("set", "hit").ofSlab()),
        metric(
            s -> 1,
            ownGauge("info", "Version and engine as labels; always 1.")
                .with(Labels.of("version", identity.version(), "engine", identity.engine()))),
        metric(
            s -> config.items().maxSize(),
            ownGauge("max_item_bytes", "Maximum size of an item (-I).")),
        metric(
            s -> s.engineState() == EngineHealth.State.FINE ? 1 : 0,
            ownGauge("engine_answers", "Whether the engine answered the latest probe.")),
        metric(
            Snapshot::slowCount,
            ownCounter("slow_operations", "Operations that took at least --slow-threshold.")),
        metric(
            s -> s.keyCounters().size(),
            ownGauge("counted_keys", "Keys whose counts are metrics.")),
        metric(
            s -> s.keyCountersLimit(),
            ownGauge("counted_keys_limit", "Maximum number of keys whose counts are metrics.")),
        metric(
            Snapshot::operationsOnOtherKeys,
            ownCounter(
                "counted_keys_beyond_limit_operations",
                "Increments and decrements of keys beyond the limit.")));
  }

  /** Returns the rows that have a metric. */
  List<Row> metrics() {
    return Stream.of(general(), items(), slabs(), engine(), metricsOnly())
        .flatMap(List::stream)
        .filter(row -> row.metric() != null)
        .toList();
  }
}
