package dev.memotor.benchmarks.compare;

import dev.memotor.bench.Measurement;
import java.util.Locale;
import java.util.Map;

/** What was measured of one engine next to what is aimed at, a row for each target. */
final class TargetTable {

  private static final double MEGABYTE = 1 << 20;

  private final Workload.Column column;
  private final StringBuilder rows = new StringBuilder();

  private TargetTable(Workload.Column column) {
    this.column = column;
  }

  /** Returns the tables of all engines that have targets and were measured. */
  static String of(Findings findings) {
    return of(
        findings.loads().closedLoop(), findings.footprints().bytes(), findings.pauses().byName());
  }

  static String of(
      Map<Workload, Results> loads,
      Map<Footprint, Map<String, Long>> footprints,
      Map<String, Pauses.Pause> pauses) {
    StringBuilder tables = new StringBuilder();
    for (Workload.Column column : Workload.Column.values()) {
      TargetTable table = new TargetTable(column);
      loads.forEach(table::load);
      if (column == Workload.Column.MEMORY) {
        footprints.forEach(table::footprint);
        table.pause(pauses);
      }
      if (!table.rows.isEmpty()) {
        tables.append("| engine ").append(column.engine());
        tables.append(" | measured | target | |\n|---|---|---|---|\n");
        tables.append(table.rows).append('\n');
      }
    }
    return tables.toString();
  }

  private void load(Workload workload, Results results) {
    Workload.Target target = workload.targets().get(column);
    Contender baseline = results.named(Contenders.BASELINE);
    Contender engine = results.named(column.engine());
    if (target == null || baseline == null || engine == null) {
      return;
    }
    double throughput = results.ratio(engine, baseline, Measurement::itemsPerSecond);
    double cpu = results.ratio(engine, baseline, Measurement::totalServerCpuMicros);
    boolean slow = rounded(throughput) < rounded(target.throughput());
    boolean costly = rounded(cpu) > rounded(target.cpu());
    row(
        workload.title(),
        ratio(throughput, cpu),
        ratio(target.throughput(), target.cpu()),
        results.errors(engine) > 0
            ? "**errors**"
            : slow ? "**missed**" : costly ? "**missed: CPU**" : "met");
  }

  private void footprint(Footprint footprint, Map<String, Long> bytes) {
    Long engine = bytes.get(column.engine());
    Long baseline = bytes.get(Contenders.BASELINE);
    if (engine == null || baseline == null) {
      return;
    }
    double ratio = (double) engine / baseline;
    row(
        footprint.title(),
        String.format(
            Locale.ROOT, "%.2f: %,.0f to %,.0f MB", ratio, engine / MEGABYTE, baseline / MEGABYTE),
        number(footprint.target()),
        rounded(ratio) > rounded(footprint.target()) ? "**missed**" : "met");
  }

  /** Where memcached is silent for longer, it is the machine that pauses. */
  private void pause(Map<String, Pauses.Pause> byName) {
    Pauses.Pause engine = byName.get(column.engine());
    if (engine == null) {
      return;
    }
    Pauses.Pause baseline = byName.get(Contenders.BASELINE);
    long allowed = Math.max(Pauses.TARGET.toNanos(), baseline == null ? 0 : baseline.silence());
    row(
        Pauses.title() + (engine.evicted() ? "" : " (**not full**)"),
        String.format(
            Locale.ROOT,
            "%.1f ms without a reply%s; safepoint %.1f ms",
            engine.silence() / 1e6,
            baseline == null
                ? ""
                : String.format(Locale.ROOT, " (memcached %.1f ms)", baseline.silence() / 1e6),
            engine.safepoint() / 1e6),
        Pauses.TARGET.toMillis() + " ms",
        Math.max(engine.silence(), engine.safepoint()) > allowed ? "**missed**" : "met");
  }

  private void row(String title, String measured, String target, String verdict) {
    rows.append("| ").append(title).append(" | ").append(measured).append(" | ");
    rows.append(target).append(" | ").append(verdict).append(" |\n");
  }

  /** Throughput, and in brackets the server's CPU per item. */
  static String ratio(double throughput, double cpu) {
    return number(throughput) + (Double.isFinite(cpu) ? " (" + number(cpu) + ")" : "");
  }

  static String number(double value) {
    return !Double.isFinite(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }

  /** As printed: what reads as the target has met it. NaN, no target, is never missed. */
  private static double rounded(double value) {
    return Double.isFinite(value) ? Math.rint(value * 100) : Double.NaN;
  }
}
