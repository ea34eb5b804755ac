package dev.memotor.benchmarks.churn;

import dev.memotor.benchmarks.chart.TimePanels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.function.ToDoubleFunction;

/**
 * Writes down what a full cache did: a page with a verdict and a table for each server, and a chart
 * beside it.
 *
 * @param limitBytes {@code -m} of the servers
 */
record ChurnPage(List<String> circumstances, List<History> histories, long limitBytes) {

  static final String NAME = "CHURN.md";
  private static final String CHART = "charts/churn.svg";
  private static final double MEGABYTE = 1 << 20;

  void write(Path directory) throws IOException {
    Path chart = directory.resolve(CHART);
    Files.createDirectories(chart.getParent());
    Files.writeString(chart, chart());
    Files.writeString(directory.resolve(NAME), page());
  }

  /** What came out, a line for each server. */
  String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| | resident, MB | hit ratio | live values | longest reply | longest safepoint |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (History history : histories) {
      LongSummaryStatistics resident = history.residentBytes();
      LongSummaryStatistics live = history.liveBytes();
      DoubleSummaryStatistics ratios = history.hitRatios().summaryStatistics();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s%s%s | %,.0f to %,.0f: %s within 5 %% (%.1f %%) | %.1f %% (%.1f to %.1f) |"
                  + " %.0f MB, %.0f %% of -m (%.0f to %.0f) | %.1f ms | %.1f ms |%n",
              history.label(),
              history.isFull() ? "" : " (**not full**)",
              history.refused() == 0
                  ? ""
                  : String.format(Locale.ROOT, " (%,d sets refused)", history.refused()),
              resident.getMin() / MEGABYTE,
              resident.getMax() / MEGABYTE,
              history.isFlat() ? "flat" : "**not** flat",
              100 * history.residentSpread(),
              100 * history.hitRatio(),
              100 * ratios.getMin(),
              100 * ratios.getMax(),
              live.getAverage() / MEGABYTE,
              100 * live.getAverage() / limitBytes,
              100.0 * live.getMin() / limitBytes,
              100.0 * live.getMax() / limitBytes,
              history.longestReply() / 1e6,
              history.longestSafepoint() / 1e6));
    }
    return text.toString();
  }

  private String page() {
    StringBuilder page = new StringBuilder("# A full cache over time\n\n");
    page.append("Written by `benchmarks/churn`; see docs/performance.md for how to read it.\n\n");
    circumstances.forEach(line -> page.append("- ").append(line).append('\n'));
    page.append("\n## What came out\n\n").append(summary());
    page.append("\n![Resident memory, hit ratio and live values over time](");
    page.append(CHART).append(")\n");
    histories.forEach(history -> course(page, history));
    return page.toString();
  }

  private static void course(StringBuilder page, History history) {
    page.append("\n## ").append(history.label()).append("\n\n");
    page.append("| second | gets | hits | resident | items | evictions | live values |");
    page.append(" longest reply | longest safepoint |\n");
    page.append("|---|---|---|---|---|---|---|---|---|\n");
    for (Sample sample : history.samples()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %.0f | %,d | %.1f %% | %,.0f MB | %,d | %,d | %s | %.1f ms | %.1f ms |%n",
              sample.second(),
              sample.replies().gets(),
              100 * hitRatio(sample),
              sample.residentBytes() / MEGABYTE,
              sample.stored().items(),
              sample.stored().evictions(),
              sample.stored().liveBytes() == Sample.Stored.UNKNOWN
                  ? ""
                  : String.format(Locale.ROOT, "%,.0f MB", sample.stored().liveBytes() / MEGABYTE),
              sample.replies().longest() / 1e6,
              sample.longestSafepoint() / 1e6));
    }
  }

  private String chart() {
    TimePanels panels =
        new TimePanels(
            "A full cache over time",
            "minutes",
            histories.get(0).samples().stream()
                .mapToDouble(sample -> sample.second() / 60)
                .toArray());
    for (History history : histories) {
      panel(panels, history, "resident, MB", sample -> sample.residentBytes() / MEGABYTE);
      panel(panels, history, "hits, %", sample -> 100 * hitRatio(sample));
      panel(panels, history, "longest reply, ms", sample -> sample.replies().longest() / 1e6);
    }
    return panels.svg();
  }

  private static void panel(
      TimePanels panels, History history, String what, ToDoubleFunction<Sample> figure) {
    panels.panel(
        history.label() + ": " + what,
        history.samples().stream().mapToDouble(figure).toArray(),
        number -> String.format(Locale.ROOT, "%,.0f", number));
  }

  /** Nothing was got while a server stood still. */
  private static double hitRatio(Sample sample) {
    return sample.replies().gets() == 0
        ? 0
        : (double) sample.replies().hits() / sample.replies().gets();
  }
}
