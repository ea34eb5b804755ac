package dev.memotor.server.metrics;

import dev.memotor.server.stats.StatsReport;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.Map;

/**
 * The stats replies under the names that the exporter for memcached gives them, so that dashboards
 * and alerts made for it work unchanged.
 */
final class MemcachedMetrics implements MultiCollector {

  private static final String[] HIT_OR_MISS = {"get", "delete", "incr", "decr", "cas", "touch"};

  /** Name of the figure, and of the metric without {@code memcached_} and {@code _total}. */
  private static final String[][] COUNTERS = {
    {"bytes_read", "read_bytes", "Bytes read from the network."},
    {"bytes_written", "written_bytes", "Bytes sent to the network."},
    {"total_connections", "connections", "Connections opened since the start."},
    {"rejected_connections", "connections_rejected", "Connections refused for their number."},
    {"conn_yields", "connections_yielded", "Connections that had to let others go first."},
    {"listen_disabled_num", "connections_listener_disabled", "Times the listener was disabled."},
    {"total_items", "items", "Items stored since the start."},
    {"evictions", "items_evicted", "Items that went before their time."},
    {"reclaimed", "items_reclaimed", "Expired items whose space came back."},
    {"store_too_large", "item_too_large", "Items refused for their size."},
    {"store_no_memory", "item_no_memory", "Items refused for want of memory."},
    {"rusage_user", "process_user_cpu_seconds", "CPU time in user mode."},
    {"rusage_system", "process_system_cpu_seconds", "CPU time in the kernel."},
    {"direct_reclaims", "direct_reclaims", "Always 0 here."},
    {"lru_crawler_starts", "lru_crawler_starts", "Always 0 here."},
    {"crawler_items_checked", "lru_crawler_items_checked", "Always 0 here."},
    {"crawler_reclaimed", "lru_crawler_reclaimed", "Always 0 here."},
    {"moves_to_cold", "lru_crawler_moves_to_cold", "Always 0 here."},
    {"moves_to_warm", "lru_crawler_moves_to_warm", "Always 0 here."},
    {"moves_within_lru", "lru_crawler_moves_within_lru", "Always 0 here."},
    {"round_robin_fallback", "round_robin_fallback", "Always 0 here."},
    {"unexpected_napi_ids", "unexpected_napi_ids", "Always 0 here."},
  };

  /** Gauges, and what the exporter calls a counter without giving it a counter's name. */
  private static final String[][] GAUGES = {
    {"uptime", "uptime_seconds", "Seconds since the start."},
    {"time", "time_seconds", "UNIX time of the server."},
    {"bytes", "current_bytes", "Bytes that items take."},
    {"limit_maxbytes", "limit_bytes", "Bytes that items may take; 0 for no limit."},
    {"curr_items", "current_items", "Items there are."},
    {"curr_connections", "current_connections", "Connections there are."},
    {"max_connections", "max_connections", "Connections there may be."},
    {"accepting_conns", "accepting_connections", "Whether new connections are taken."},
    {"total_malloced", "malloced_bytes", "Bytes taken for items."},
  };

  private static final String[][] SETTINGS = {
    {"lru_crawler_sleep", "lru_crawler_sleep", "As in stats settings; without effect here."},
    {"lru_crawler_tocrawl", "lru_crawler_to_crawl", "As in stats settings; without effect here."},
    {"hot_lru_pct", "lru_crawler_hot_percent", "As in stats settings; without effect here."},
    {"warm_lru_pct", "lru_crawler_warm_percent", "As in stats settings; without effect here."},
    {"hot_max_factor", "lru_crawler_hot_max_factor", "As in stats settings; without effect here."},
    {
      "warm_max_factor", "lru_crawler_warm_max_factor", "As in stats settings; without effect here."
    },
  };

  private static final String[][] CLASS_GAUGES = {
    {"number", "current_items", "Items there are."},
    {"number_hot", "hot_items", "Always 0 here."},
    {"number_warm", "warm_items", "Always 0 here."},
    {"number_cold", "cold_items", "Items there are."},
    {"number_temp", "temporary_items", "Always 0 here."},
    {"age", "items_age_seconds", "Always 0 here."},
    {"age_hot", "hot_age_seconds", "Always 0 here."},
    {"age_warm", "warm_age_seconds", "Always 0 here."},
    {"evicted_time", "items_evicted_time_seconds", "Always 0 here."},
    {"mem_requested", "mem_requested_bytes", "Bytes that items take."},
    {"moves_to_cold", "items_moves_to_cold", "Always 0 here."},
    {"moves_to_warm", "items_moves_to_warm", "Always 0 here."},
    {"moves_within_lru", "items_moves_within_lru", "Always 0 here."},
    {"chunk_size", "chunk_size_bytes", "Bytes of an item on average."},
    {"chunks_per_page", "chunks_per_page", "Items there are."},
    {"total_pages", "current_pages", "Always 1 here."},
    {"total_chunks", "current_chunks", "Items there are."},
    {"used_chunks", "chunks_used", "Items there are."},
    {"free_chunks", "chunks_free", "Always 0 here."},
    {"free_chunks_end", "chunks_free_end", "Always 0 here."},
  };

  private static final String[][] CLASS_COUNTERS = {
    {"evicted", "items_evicted", "Items that went before their time."},
    {"evicted_nonzero", "items_evicted_nonzero", "Always 0 here."},
    {"evicted_unfetched", "items_evicted_unfetched", "Always 0 here."},
    {"expired_unfetched", "items_expired_unfetched", "Always 0 here."},
    {"outofmemory", "items_outofmemory", "Items refused for want of memory."},
    {"reclaimed", "items_reclaimed", "Expired items whose space came back."},
    {"tailrepairs", "items_tailrepairs", "Always 0 here."},
    {"crawler_reclaimed", "items_crawler_reclaimed", "Always 0 here."},
  };

  private static final String COMMANDS_HELP = "Requests by command and outcome.";

  private final StatsReport report;

  MemcachedMetrics(StatsReport report) {
    this.report = report;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, String> general = figures("", "");
    Map<String, String> slabs = figures("slabs", "");
    general.put("total_malloced", slabs.get("total_malloced"));
    Families families = new Families();
    families.gauge("memcached_up", "Whether the server answers.", 1, Labels.EMPTY);
    families.gauge(
        "memcached_version",
        "The version of memcached that the server behaves as.",
        1,
        Labels.of("version", general.get("version")));
    commands(families, "memcached_commands", general, Labels.EMPTY);
    families.counter(
        "memcached_commands",
        COMMANDS_HELP,
        number(general, "cmd_flush"),
        Labels.of("command", "flush", "status", "hit"));
    for (String[] counter : COUNTERS) {
      families.counter(
          "memcached_" + counter[1], counter[2], number(general, counter[0]), Labels.EMPTY);
    }
    for (String[] gauge : GAUGES) {
      families.gauge("memcached_" + gauge[1], gauge[2], number(general, gauge[0]), Labels.EMPTY);
    }
    families.gauge(
        "memcached_lru_crawler_enabled", "Always 0 here: there is none.", 0, Labels.EMPTY);
    families.gauge(
        "memcached_lru_crawler_maintainer_thread",
        "Always 0 here: there is none.",
        0,
        Labels.EMPTY);
    Map<String, String> settings = figures("settings", "");
    for (String[] setting : SETTINGS) {
      families.gauge(
          "memcached_" + setting[1], setting[2], number(settings, setting[0]), Labels.EMPTY);
    }
    theOneClass(families);
    return families.all();
  }

  private void theOneClass(Families families) {
    Map<String, String> one = figures("items", "items:1:");
    if (one.isEmpty()) {
      return;
    }
    one.putAll(figures("slabs", "1:"));
    Labels labels = Labels.of("slab", "1");
    commands(families, "memcached_slab_commands", one, labels);
    for (String[] counter : CLASS_COUNTERS) {
      families.counter("memcached_slab_" + counter[1], counter[2], number(one, counter[0]), labels);
    }
    for (String[] gauge : CLASS_GAUGES) {
      families.gauge("memcached_slab_" + gauge[1], gauge[2], number(one, gauge[0]), labels);
    }
    for (String queue : new String[] {"hot", "warm", "cold"}) {
      families.counter(
          "memcached_slab_lru_hits",
          "Hits; all are in the cold queue here.",
          number(one, "hits_to_" + queue),
          Labels.of("slab", "1", "lru", queue));
    }
  }

  private static void commands(
      Families families, String name, Map<String, String> figures, Labels labels) {
    for (String command : HIT_OR_MISS) {
      for (String[] status : new String[][] {{"_hits", "hit"}, {"_misses", "miss"}}) {
        if (figures.containsKey(command + status[0])) {
          families.counter(
              name,
              COMMANDS_HELP,
              number(figures, command + status[0]),
              labels.add("command", command).add("status", status[1]));
        }
      }
    }
    families.counter(
        name,
        COMMANDS_HELP,
        number(figures, "cas_badval"),
        labels.add("command", "cas").add("status", "badval"));
    // memcached counts each cas as a set as well.
    double cas =
        number(figures, "cas_hits")
            + number(figures, "cas_badval")
            + (figures.containsKey("cas_misses") ? number(figures, "cas_misses") : 0);
    families.counter(
        name,
        COMMANDS_HELP,
        number(figures, "cmd_set") - cas,
        labels.add("command", "set").add("status", "hit"));
  }

  /** The figures of a group whose names begin so, without that beginning. */
  private Map<String, String> figures(String group, String prefix) {
    Map<String, String> figures = new HashMap<>();
    report.show(
        group,
        (name, value) -> {
          if (name.startsWith(prefix)) {
            figures.put(name.substring(prefix.length()), value);
          }
        });
    return figures;
  }

  private static double number(Map<String, String> figures, String name) {
    String value = figures.get(name);
    return value == null ? 0 : Double.parseDouble(value);
  }
}
