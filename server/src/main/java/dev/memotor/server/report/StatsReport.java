package dev.memotor.server.report;

import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.observe.NetworkFigures;
import dev.memotor.server.observe.Observatory;
import dev.memotor.server.observe.Snapshot;
import dev.memotor.server.observe.keys.BigValue;
import dev.memotor.server.observe.keys.HotKey;
import dev.memotor.server.observe.keys.SlowOperation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * The groups of the stats command, with the names, order and format that memcached's tools read.
 * Figures that memotor does not have (of a growing hash table, a page mover, an LRU crawler) or an
 * engine cannot know are left out, as memcached leaves out those of disabled features.
 */
public final class StatsReport {

  private final ServerConfig config;
  private final ServerIdentity identity;
  private final Observatory observatory;
  private final StatTable table;

  public StatsReport(ServerConfig config, ServerIdentity identity, Observatory observatory) {
    this.config = config;
    this.identity = identity;
    this.observatory = observatory;
    this.table = new StatTable(config, identity);
  }

  /**
   * Shows a group.
   *
   * @param group empty for the general figures
   * @return whether there is such a group
   */
  public boolean show(String group, BiConsumer<String, String> out) {
    Snapshot snapshot = observatory.snapshot();
    switch (group) {
      case "" -> show(table.general(), snapshot, out);
      case "settings" -> SettingsStats.show(config, identity, snapshot, out);
      case "items" -> show(table.items(), snapshot, out);
      case "slabs" -> show(table.slabs(), snapshot, out);
      case "sizes" -> out.accept("sizes_status", "disabled");
      case "conns" -> connections(snapshot, out);
      case "engine" -> {
        show(table.engine(), snapshot, out);
        snapshot.engine().details().forEach(out);
      }
      case "hotkeys" -> hotKeys(snapshot, out);
      case "bigkeys" -> bigKeys(snapshot, out);
      case "slow" -> slow(snapshot, out);
      // There is neither extstore nor a proxy. An empty group is not an error.
      case "extstore", "proxy", "proxyfuncs", "proxybe" -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void show(
      List<StatTable.Row> rows, Snapshot snapshot, BiConsumer<String, String> out) {
    for (StatTable.Row row : rows) {
      Object figure = row.figure().apply(snapshot);
      if (row.stat() != null && figure != null) {
        // memcached shows seconds to the microsecond.
        out.accept(
            row.stat(),
            figure instanceof Double seconds
                ? String.format(Locale.ROOT, "%.6f", seconds)
                : figure.toString());
      }
    }
  }

  private static void connections(Snapshot snapshot, BiConsumer<String, String> out) {
    for (NetworkFigures.ConnectionFigures connection : snapshot.network().connections()) {
      String prefix = connection.id() + ":";
      out.accept(prefix + "addr", connection.address());
      if (connection.listenAddress() != null) {
        out.accept(prefix + "listen_addr", connection.listenAddress());
      }
      out.accept(prefix + "state", connection.state());
      out.accept(prefix + "secs_since_last_cmd", Long.toString(connection.idleSeconds()));
    }
  }

  private static void hotKeys(Snapshot snapshot, BiConsumer<String, String> out) {
    int rank = 1;
    for (HotKey hot : snapshot.hotKeys()) {
      out.accept(rank + ":key", hot.key().toString());
      out.accept(rank + ":rate", String.format(Locale.ROOT, "%.1f", hot.rate()));
      out.accept(rank + ":percent", String.format(Locale.ROOT, "%.2f", hot.share() * 100));
      rank++;
    }
  }

  private static void bigKeys(Snapshot snapshot, BiConsumer<String, String> out) {
    int rank = 1;
    for (BigValue value : snapshot.bigValues()) {
      out.accept(rank + ":key", value.key().toString());
      out.accept(rank + ":bytes", Integer.toString(value.bytes()));
      out.accept(rank + ":seen", Long.toString(value.seenAt()));
      rank++;
    }
  }

  private void slow(Snapshot snapshot, BiConsumer<String, String> out) {
    long micros = config.monitoring().keys().slow().toNanos() / 1000;
    out.accept("threshold_us", Long.toString(micros));
    out.accept("slow_operations", Long.toString(snapshot.slowCount()));
    int rank = 1;
    for (SlowOperation operation : snapshot.slowOperations()) {
      out.accept(rank + ":key", operation.key().toString());
      out.accept(rank + ":command", SlowOperation.label(operation.kind()));
      out.accept(rank + ":us", Long.toString(operation.micros()));
      out.accept(rank + ":operations", Integer.toString(operation.operations()));
      out.accept(rank + ":time", Long.toString(operation.at()));
      rank++;
    }
  }

  /** Returns the lines of {@code stats detail dump}. */
  public String detail() {
    StringBuilder text = new StringBuilder();
    for (Snapshot.Prefix prefix : observatory.snapshot().prefixes()) {
      text.append("PREFIX ")
          .append(new String(prefix.prefix().bytes(), StandardCharsets.ISO_8859_1))
          .append(" get ")
          .append(prefix.gets())
          .append(" hit ")
          .append(prefix.hits())
          .append(" set ")
          .append(prefix.sets())
          .append(" del ")
          .append(prefix.deletes())
          .append("\r\n");
    }
    return text.toString();
  }
}
