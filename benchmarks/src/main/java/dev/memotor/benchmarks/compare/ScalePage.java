package dev.memotor.benchmarks.compare;

import dev.memotor.bench.Measurement;
import dev.memotor.bench.report.LogLineChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;

/** Writes down how costs grow: a page of tables, and charts beside it. */
final class ScalePage {

  static final String NAME = "SCALE.md";
  private static final String CHARTS = "charts";
  private static final double MEGABYTE = 1 << 20;

  private final Path directory;
  private final StringBuilder page = new StringBuilder();

  /**
   * @param circumstances lines that stand above all figures
   */
  ScalePage(Path directory, List<String> circumstances) {
    this.directory = directory;
    page.append("# How costs grow\n\n");
    page.append("Written by `benchmarks/scale`; see docs/performance.md for how to read it.\n\n");
    circumstances.forEach(line -> page.append("- ").append(line).append('\n'));
  }

  void write() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(NAME), page);
  }

  void connections(ConnectionGrowth growth) throws IOException {
    Map<Integer, Results> results = growth.results();
    if (results.isEmpty()) {
      return;
    }
    page.append("\n## Connections\n\n").append(Workload.ROUND_TRIP.title()).append(".\n\n");
    List<Contender> contenders = results.values().iterator().next().contenders();
    header("connections", contenders, List.of("/s", "CPU", "p99"));
    results.forEach(
        (connections, of) -> {
          page.append(String.format(Locale.ROOT, "| %,d |", connections));
          for (Contender contender : contenders) {
            rateAndCpu(of, contender);
            double nanos = of.median(contender, m -> m.latency().getValueAtPercentile(99));
            page.append(orDash(" %,.2f ms |", nanos / 1e6));
          }
          page.append('\n');
        });
    List<Integer> steps = List.copyOf(results.keySet());
    Results nothing = new Results();
    chart(
        "scale-connections-throughput",
        "Round trips a second by connections",
        "connections",
        "/s",
        contenders,
        steps,
        (contender, step) ->
            results.getOrDefault(step, nothing).median(contender, Measurement::itemsPerSecond));
    chart(
        "scale-connections-cpu",
        "Server CPU of a round trip by connections",
        "connections",
        "us",
        contenders,
        steps,
        (contender, step) ->
            results
                .getOrDefault(step, nothing)
                .median(contender, Measurement::totalServerCpuMicros));
    idle(growth.idle());
  }

  private void idle(List<ConnectionGrowth.Idle> all) {
    page.append("\nConnections that do nothing, of a server started afresh:\n\n");
    page.append("| | connections | resident with one | with all | difference | of each |\n");
    page.append("|---|---|---|---|---|---|\n");
    for (ConnectionGrowth.Idle idle : all) {
      long difference = idle.with() - idle.without();
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,.0f MB | %,.0f MB | %,.0f MB | %,.1f KB |%n",
              idle.contender().label(),
              idle.connections(),
              idle.without() / MEGABYTE,
              idle.with() / MEGABYTE,
              difference / MEGABYTE,
              difference / 1024.0 / idle.connections()));
    }
  }

  void items(ItemGrowth growth) throws IOException {
    List<Contender> contenders = growth.contenders();
    if (contenders.isEmpty()) {
      return;
    }
    page.append("\n## Items\n\nValues of 100 bytes.\n");
    if (growth.isCutShort()) {
      page.append("\n**The time was up before the end: what has a dash was left out.**\n");
    }
    for (Workload workload : ItemGrowth.WORKLOADS) {
      page.append("\n### ").append(workload.title()).append("\n\n");
      header("items", contenders, List.of("/s", "CPU"));
      for (int items : growth.steps()) {
        page.append(String.format(Locale.ROOT, "| %,d |", items));
        for (Contender contender : contenders) {
          ItemGrowth.Step step = growth.step(contender, items);
          if (step == null) {
            page.append(" - | - |");
          } else {
            rateAndCpu(step.of(workload), contender);
          }
        }
        page.append('\n');
      }
      itemChart(
          growth,
          "scale-items-" + workload.name() + "-throughput",
          workload.title() + ": items a second by items stored",
          "/s",
          (contender, step) -> step.of(workload).median(contender, Measurement::itemsPerSecond));
      itemChart(
          growth,
          "scale-items-" + workload.name() + "-cpu",
          workload.title() + ": server CPU of an item by items stored",
          "us",
          (contender, step) ->
              step.of(workload).median(contender, Measurement::totalServerCpuMicros));
    }
    memory(growth, contenders);
  }

  private void memory(ItemGrowth growth, List<Contender> contenders) throws IOException {
    page.append("\n### Resident memory\n\n");
    page.append("In brackets: the ratio to memcached.\n\n");
    header("items", contenders, List.of("MB"));
    for (int items : growth.steps()) {
      page.append(String.format(Locale.ROOT, "| %,d |", items));
      for (Contender contender : contenders) {
        ItemGrowth.Step step = growth.step(contender, items);
        page.append(
            step == null
                ? " - |"
                : String.format(
                    Locale.ROOT,
                    " %,.0f%s |",
                    step.residentBytes() / MEGABYTE,
                    ratioToBaseline(growth, contender, items, step)));
      }
      page.append('\n');
    }
    itemChart(
        growth,
        "scale-items-memory",
        "Resident memory by items stored",
        "MB",
        (contender, step) -> step.residentBytes() / MEGABYTE);
  }

  private static String ratioToBaseline(
      ItemGrowth growth, Contender contender, int items, ItemGrowth.Step step) {
    return growth.contenders().stream()
        .filter(other -> other.name().equals(Contenders.BASELINE) && !other.equals(contender))
        .map(baseline -> growth.step(baseline, items))
        .filter(Objects::nonNull)
        .map(
            baseline ->
                String.format(
                    Locale.ROOT,
                    " (%.2f)",
                    (double) step.residentBytes() / baseline.residentBytes()))
        .findFirst()
        .orElse("");
  }

  private void header(String first, List<Contender> contenders, List<String> columns) {
    page.append("| ").append(first).append(" |");
    for (Contender contender : contenders) {
      columns.forEach(
          column ->
              page.append(' ').append(contender.label()).append(", ").append(column).append(" |"));
    }
    page.append("\n|---|").append("---|".repeat(contenders.size() * columns.size())).append('\n');
  }

  /** Two cells; what makes a rate doubtful stands beside it. */
  private void rateAndCpu(Results results, Contender contender) {
    double hits = results.median(contender, Measurement::hitRatio);
    page.append(
        String.format(
            Locale.ROOT,
            " %,.0f%s%s |",
            results.median(contender, Measurement::itemsPerSecond),
            hits < 1 ? String.format(Locale.ROOT, " (hits %.1f %%)", 100 * hits) : "",
            results.errors(contender) == 0 ? "" : " **errors**"));
    page.append(orDash(" %.2f us |", results.median(contender, Measurement::totalServerCpuMicros)));
  }

  /** A cell; where nothing was answered, there is nothing to say of it. */
  private static String orDash(String cell, double figure) {
    return figure > 0 ? String.format(Locale.ROOT, cell, figure) : " - |";
  }

  private void itemChart(
      ItemGrowth growth,
      String name,
      String title,
      String unit,
      ToDoubleBiFunction<Contender, ItemGrowth.Step> figure)
      throws IOException {
    chart(
        name,
        title,
        "items",
        unit,
        growth.contenders(),
        growth.steps(),
        (contender, items) -> {
          ItemGrowth.Step step = growth.step(contender, items);
          return step == null ? Double.NaN : figure.applyAsDouble(contender, step);
        });
  }

  private void chart(
      String name,
      String title,
      String xName,
      String unit,
      List<Contender> contenders,
      List<Integer> steps,
      ToDoubleBiFunction<Contender, Integer> figure)
      throws IOException {
    List<LogLineChart.Tick> ticks =
        steps.stream().map(step -> new LogLineChart.Tick(step, plain(step))).toList();
    LogLineChart chart = new LogLineChart(title, xName, ticks, unit, ScalePage::plain);
    for (Contender contender : contenders) {
      List<double[]> points = new ArrayList<>();
      for (int step : steps) {
        double y = figure.applyAsDouble(contender, step);
        // What is too little to be measured has no place on a logarithmic axis.
        if (y > 0) {
          points.add(new double[] {step, y});
        }
      }
      if (!points.isEmpty()) {
        chart.line(
            contender.label(),
            points.stream().mapToDouble(point -> point[0]).toArray(),
            points.stream().mapToDouble(point -> point[1]).toArray());
      }
    }
    Path file = directory.resolve(CHARTS).resolve(name + ".svg");
    Files.createDirectories(file.getParent());
    Files.writeString(file, chart.svg());
    page.append("\n![").append(title).append("](").append(CHARTS).append('/').append(name);
    page.append(".svg)\n");
  }

  /** Such as 10k and 20M. */
  private static String plain(double number) {
    if (number >= 1e6) {
      return String.format(Locale.ROOT, "%.0fM", number / 1e6);
    }
    if (number >= 1e3) {
      return String.format(Locale.ROOT, "%.0fk", number / 1e3);
    }
    return number >= 1
        ? String.format(Locale.ROOT, "%.0f", number)
        : String.format(Locale.ROOT, "%.2g", number);
  }
}
