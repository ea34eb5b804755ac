package dev.memotor.benchmarks.compare;

import dev.memotor.bench.Measurement;
import dev.memotor.bench.report.LatencyPlot;
import dev.memotor.benchmarks.chart.GroupedBars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Writes a comparison down: a page of tables, and charts beside it. */
final class ResultsPage {

  private static final String CHARTS = "charts";

  private final Path directory;
  private final List<String> circumstances;
  private final StringBuilder page = new StringBuilder();

  /**
   * @param circumstances lines that stand above all figures
   */
  ResultsPage(Path directory, List<String> circumstances) {
    this.directory = directory;
    this.circumstances = circumstances;
  }

  void write(Findings findings, Deadline deadline) throws IOException {
    Files.createDirectories(directory.resolve(CHARTS));
    page.append("# memotor beside its peers\n\n");
    page.append("Written by `benchmarks/compare`; see docs/performance.md for how to read it.\n\n");
    circumstances.forEach(line -> page.append("- ").append(line).append('\n'));
    if (deadline.hasCutShort()) {
      page.append("- The time was up before the end: rounds or workloads are missing.\n");
    }
    String targets = TargetTable.of(findings);
    if (!targets.isEmpty()) {
      page.append("\n## Next to the targets\n\n");
      page.append(
          "Ratios to the newest memcached with one thread; server CPU per item in brackets.\n\n");
      page.append(targets);
    }
    Map<Workload, Results> closed = findings.loads().closedLoop();
    if (!closed.isEmpty()) {
      ratios(closed);
    }
    openLoop(findings.loads());
    closed.forEach((workload, results) -> details(workload.title(), results));
    if (findings.tight() != null) {
      page.append("\n## Data of ten times the memory\n");
      findings
          .tight()
          .closedLoop()
          .forEach((workload, results) -> details(workload.title(), results));
    }
    Files.writeString(directory.resolve("RESULTS.md"), page);
  }

  /** The ratios of all contenders, for reading in a terminal, too. */
  String table(Map<Workload, Results> closed) {
    StringBuilder table = new StringBuilder();
    List<Contender> contenders = contenders(closed);
    table.append("| workload |");
    contenders.forEach(contender -> table.append(' ').append(contender.label()).append(" |"));
    table.append("\n|---|").append("---|".repeat(contenders.size())).append('\n');
    closed.forEach(
        (workload, results) -> {
          table.append("| ").append(workload.title()).append(" |");
          for (Contender contender : contenders) {
            table.append(' ').append(cell(results, contender)).append(" |");
          }
          table.append('\n');
        });
    return table.toString();
  }

  private static List<Contender> contenders(Map<Workload, Results> closed) {
    return closed.values().stream()
        .flatMap(results -> results.contenders().stream())
        .distinct()
        .toList();
  }

  private static String cell(Results results, Contender contender) {
    Contender baseline = results.named(Contenders.BASELINE);
    if (baseline == null || !results.has(contender)) {
      return "-";
    }
    String cell =
        TargetTable.ratio(
            results.ratio(contender, baseline, Measurement::itemsPerSecond),
            results.ratio(contender, baseline, Measurement::totalServerCpuMicros));
    return results.errors(contender) == 0 ? cell : cell + " **errors**";
  }

  private static Workload.@Nullable Target target(Workload workload, Contender contender) {
    return contender.column() == null ? null : workload.targets().get(contender.column());
  }

  private void ratios(Map<Workload, Results> closed) throws IOException {
    page.append("\n## Ratios to the newest memcached with one thread\n\n");
    page.append("Throughput; server CPU per item in brackets.\n\n");
    page.append(table(closed));
    GroupedBars bars = new GroupedBars("Throughput, ratio to memcached with 1 thread");
    boolean any = false;
    for (Map.Entry<Workload, Results> entry : closed.entrySet()) {
      Results results = entry.getValue();
      Contender baseline = results.named(Contenders.BASELINE);
      bars.group(entry.getKey().title());
      for (Contender contender : results.contenders()) {
        double ratio =
            baseline == null
                ? Double.NaN
                : results.ratio(contender, baseline, Measurement::itemsPerSecond);
        if (ratio > 0 && !contender.equals(baseline)) {
          Workload.Target target = target(entry.getKey(), contender);
          bars.bar(contender.label(), ratio, target == null ? Double.NaN : target.throughput());
          any = true;
        }
      }
    }
    if (any) {
      chart("throughput", "Throughput beside memcached", bars.svg());
    }
    rawRedis(closed);
  }

  /** The Redis engine is held to Redis itself. */
  private void rawRedis(Map<Workload, Results> closed) {
    StringBuilder table = new StringBuilder();
    closed.forEach(
        (workload, results) -> {
          Contender engine = results.named("redis");
          Contender raw = results.named("redis-raw");
          if (engine != null && raw != null) {
            table.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %s |%n",
                    workload.title(),
                    TargetTable.number(results.ratio(engine, raw, Measurement::itemsPerSecond)),
                    TargetTable.number(
                        results.median(engine, m -> last(m.serverCpuMicros()))
                            / results.median(raw, m -> last(m.serverCpuMicros())))));
          }
        });
    if (!table.isEmpty()) {
      page.append("\n## memotor redis as a ratio to GET and SET on the same Redis\n\n");
      page.append(
          "Targets: throughput of round trips 0.65, Redis' CPU per item at most 2."
              + " Multigets are compared with 100 GETs in one pipeline.\n\n");
      page.append("| workload | throughput | Redis' own CPU per item |\n|---|---|---|\n");
      page.append(table);
    }
  }

  private static double last(List<Double> numbers) {
    return numbers.get(numbers.size() - 1);
  }

  private void openLoop(Comparison comparison) throws IOException {
    Results results = comparison.openLoop();
    if (results.contenders().isEmpty()) {
      return;
    }
    page.append(
        String.format(
            Locale.ROOT,
            "%n## Latency at 80 %% of memcached's peak (%,.0f requests/s, open loop)%n%n",
            comparison.openLoopRate()));
    page.append("Latency counts from the moment at which a request was due.\n\n");
    page.append("| | achieved/s | p50 | p99 | p99.9 | max |\n|---|---|---|---|---|---|\n");
    Map<String, Histogram> lines = new LinkedHashMap<>();
    for (Contender contender : results.contenders()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %s | %s | %s | %s |%n",
              contender.label(),
              results.median(contender, Measurement::itemsPerSecond),
              micros(results, contender, 50),
              micros(results, contender, 99),
              micros(results, contender, 99.9),
              micros(results, contender, 100)));
      lines.put(contender.label(), results.latency(contender));
    }
    chart("open-loop", "Latency, open loop", LatencyPlot.of("Latency at a fixed rate", lines));
  }

  private void details(String title, Results results) {
    page.append("\n### ").append(title).append("\n\n");
    page.append(
        "| | items/s | from - to | server CPU per item | p50 | p99 | p99.9 | hits | errors |\n");
    page.append("|---|---|---|---|---|---|---|---|---|\n");
    for (Contender contender : results.contenders()) {
      ToDoubleFunction<Measurement> rate = Measurement::itemsPerSecond;
      double hits = results.median(contender, Measurement::hitRatio);
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %,.0f - %,.0f | %s us | %s | %s | %s | %s | %d %s |%n",
              contender.label(),
              results.median(contender, rate),
              results.smallest(contender, rate),
              results.largest(contender, rate),
              cpu(results, contender),
              micros(results, contender, 50),
              micros(results, contender, 99),
              micros(results, contender, 99.9),
              Double.isNaN(hits) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * hits),
              results.errors(contender),
              results.firstError(contender).replace("|", "/")));
    }
    page.append(
        String.format(
            Locale.ROOT,
            "%nCPU of the load generator: %s us per item.%n",
            TargetTable.number(
                results.contenders().stream()
                    .mapToDouble(contender -> results.median(contender, Measurement::ownCpuMicros))
                    .average()
                    .orElse(Double.NaN))));
  }

  /** Of each process, where there are several. */
  private static String cpu(Results results, Contender contender) {
    int processes =
        (int) results.median(contender, measurement -> measurement.serverCpuMicros().size());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < processes; i++) {
      int process = i;
      text.append(i == 0 ? "" : " + ");
      text.append(
          TargetTable.number(
              results.median(
                  contender, measurement -> measurement.serverCpuMicros().get(process))));
    }
    return text.toString();
  }

  private static String micros(Results results, Contender contender, double percentile) {
    double nanos =
        results.median(
            contender, measurement -> measurement.latency().getValueAtPercentile(percentile));
    return nanos >= 1e6
        ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
  }

  private void chart(String name, String title, String svg) throws IOException {
    Files.writeString(directory.resolve(CHARTS).resolve(name + ".svg"), svg);
    page.append("\n![").append(title).append("](").append(CHARTS).append('/').append(name);
    page.append(".svg)\n");
  }
}
