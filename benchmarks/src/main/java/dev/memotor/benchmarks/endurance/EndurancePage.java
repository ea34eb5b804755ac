package dev.memotor.benchmarks.endurance;

import dev.memotor.bench.Measurement;
import dev.memotor.bench.tally.Interval;
import dev.memotor.benchmarks.chart.TimePanels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes a long load down: a page with a verdict and a table, and a chart beside it. */
record EndurancePage(List<String> circumstances, Measurement all, Course course) {

  static final String NAME = "ENDURANCE.md";
  private static final String CHART = "charts/endurance.svg";

  void write(Path directory) throws IOException {
    Path chart = directory.resolve(CHART);
    Files.createDirectories(chart.getParent());
    Files.writeString(chart, chart());
    Files.writeString(directory.resolve(NAME), page());
  }

  /** What came out, one line for each figure. */
  String summary() {
    StringBuilder text = new StringBuilder();
    line(text, "first 2 minutes: %,.0f sets/s", course.firstRate());
    line(text, "last 2 minutes: %,.0f sets/s", course.lastRate());
    line(
        text,
        "least minute over best: %.2f (%,.0f to %,.0f sets/s); over the first 2 minutes: %.2f%s",
        course.leastMinute() / course.bestMinute(),
        course.leastMinute(),
        course.bestMinute(),
        course.leastMinute() / course.firstRate(),
        course.hasFallen() ? ". **Fell by more than half.**" : "");
    line(
        text,
        "slowest operation: %,.1f ms%s",
        course.slowestOperation() / 1e6,
        course.hasStalled() ? ". **More than a second.**" : "");
    line(
        text,
        "on disk at the end: %.2f GB; CPU of the server: %.2f us per set; errors: %d %s",
        course.diskBytes().get(course.diskBytes().size() - 1) / 1e9,
        all.totalServerCpuMicros(),
        all.errors(),
        all.errorSamples().stream().findFirst().orElse(""));
    return text.toString();
  }

  private static void line(StringBuilder text, String pattern, Object... arguments) {
    text.append("- ").append(String.format(Locale.ROOT, pattern, arguments).strip()).append('\n');
  }

  private String page() {
    StringBuilder page = new StringBuilder("# Writing for a long time\n\n");
    page.append("Written by `benchmarks/endurance`; see docs/performance.md.\n\n");
    circumstances.forEach(line -> page.append("- ").append(line).append('\n'));
    page.append("\n## What came out\n\n").append(summary());
    page.append("\n![Rate, slowest operation and disk over time](").append(CHART).append(")\n");
    page.append("\n## Over time\n\n");
    page.append("| from second | sets/s | slowest operation | on disk |\n|---|---|---|---|\n");
    for (int i = 0; i < course.intervals().size(); i++) {
      Interval interval = course.intervals().get(i);
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %,.1f ms | %.2f GB |%n",
              String.format(
                  Locale.ROOT, course.seconds() < 1 ? "%.1f" : "%.0f", interval.fromSecond()),
              interval.itemsPerSecond(),
              interval.max() / 1e6,
              course.diskBytes().get(i) / 1e9));
    }
    return page.toString();
  }

  private String chart() {
    List<Interval> intervals = course.intervals();
    TimePanels panels =
        new TimePanels(
            "Sets without a pause",
            "minutes",
            intervals.stream()
                .mapToDouble(one -> (one.fromSecond() + course.seconds()) / 60)
                .toArray());
    panels.panel(
        "sets/s",
        intervals.stream().mapToDouble(Interval::itemsPerSecond).toArray(),
        rate -> String.format(Locale.ROOT, "%,.0f", rate));
    panels.panel(
        "slowest operation, ms",
        intervals.stream().mapToDouble(one -> one.max() / 1e6).toArray(),
        millis -> String.format(Locale.ROOT, "%,.0f", millis));
    panels.panel(
        "on disk, GB",
        course.diskBytes().stream().mapToDouble(bytes -> bytes / 1e9).toArray(),
        gigabytes -> String.format(Locale.ROOT, "%.2f", gigabytes));
    return panels.svg();
  }
}
