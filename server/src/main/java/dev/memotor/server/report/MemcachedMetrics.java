package dev.memotor.server.report;

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
    {"store_no_memory", "item_no_memory", "Items refused because memory was full."},
    {"rusage_user", "process_user_cpu_seconds", "CPU time in user mode."},
    {"rusage_system", "process_system_cpu_seconds", "CPU time in the kernel."},
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
    {"malloced", "malloced_bytes", "Bytes taken for items."},
  };

  private static final String[][] CLASS_GAUGES = {
    {"number", "current_items", "Items there are."},
    {"age", "items_age_seconds", "Since the item used longest ago was used."},
    {"evicted_time", "items_evicted_time_seconds", "From the last use of the item evicted last."},
    {"mem_requested", "mem_requested_bytes", "Bytes that items take."},
    {"chunk_size", "chunk_size_bytes", "Bytes of an item on average."},
    {"chunks_per_page", "chunks_per_page", "Items there are."},
    {"total_pages", "current_pages", "Always 1 here."},
    {"total_chunks", "current_chunks", "Items there are."},
    {"used_chunks", "chunks_used", "Items there are."},
    {"free_chunks", "chunks_free", "Chunks not in use: none."},
    {"free_chunks_end", "chunks_free_end", "Chunks not in use: none."},
  };

  private static final String[][] CLASS_COUNTERS = {
    {"evicted", "items_evicted", "Items that went before their time."},
    {"evicted_nonzero", "items_evicted_nonzero", "Those of them that would have expired."},
    {"evicted_unfetched", "items_evicted_unfetched", "Evicted items that nobody fetched."},
    {"expired_unfetched", "items_expired_unfetched", "Expired items that nobody fetched."},
    {"outofmemory", "items_outofmemory", "Items refused because memory was full."},
    {"reclaimed", "items_reclaimed", "Expired items whose space came back."},
  };

  private static final String COMMANDS_HELP = "Requests by command and outcome.";

  private final StatsReport report;

  MemcachedMetrics(StatsReport report) {
    this.report = report;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, String> general = figures("", "");
    general.putAll(figures("slabs", "total_"));
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
      counter(families, "memcached_", counter, general, Labels.EMPTY);
    }
    for (String[] gauge : GAUGES) {
      gauge(families, "memcached_", gauge, general, Labels.EMPTY);
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
      counter(families, "memcached_slab_", counter, one, labels);
    }
    for (String[] gauge : CLASS_GAUGES) {
      gauge(families, "memcached_slab_", gauge, one, labels);
    }
  }

  /** Shows a counter unless it is not known. */
  private static void counter(
      Families families,
      String prefix,
      String[] counter,
      Map<String, String> figures,
      Labels labels) {
    if (figures.containsKey(counter[0])) {
      families.counter(prefix + counter[1], counter[2], number(figures, counter[0]), labels);
    }
  }

  /** Shows a gauge unless it is not known. */
  private static void gauge(
      Families families,
      String prefix,
      String[] gauge,
      Map<String, String> figures,
      Labels labels) {
    if (figures.containsKey(gauge[0])) {
      families.gauge(prefix + gauge[1], gauge[2], number(figures, gauge[0]), labels);
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
