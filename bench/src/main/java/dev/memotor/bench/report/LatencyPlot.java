package dev.memotor.bench.report;

import dev.memotor.bench.load.Outcome;
import dev.memotor.bench.tally.Nanos;
import dev.memotor.bench.workload.OperationKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Latency over the percentile, both logarithmic, so that the slow end, which matters most, has most
 * of the room.
 */
public final class LatencyPlot {

  private static final double[] PERCENTILES = {0, 50, 90, 99, 99.9, 99.99, 99.999};

  private LatencyPlot() {}

  public static String of(Outcome outcome) {
    Map<String, Histogram> lines = new LinkedHashMap<>();
    for (OperationKind kind : OperationKind.values()) {
      Histogram latency = outcome.total().latency(kind);
      if (latency.getTotalCount() > 0) {
        lines.put(kind.label(), latency);
      }
    }
    return of("Latency of " + outcome.target(), lines);
  }

  /** One line for each name. */
  public static String of(String title, Map<String, Histogram> latencies) {
    long most = latencies.values().stream().mapToLong(Histogram::getTotalCount).max().orElse(1);
    List<LogLineChart.Tick> ticks = new ArrayList<>();
    for (double percentile : PERCENTILES) {
      double x = inverseOfRest(percentile);
      ticks.add(new LogLineChart.Tick(x, TextReport.trimmed(percentile) + " %"));
      // Beyond one in all requests there is nothing to see.
      if (x > most) {
        break;
      }
    }
    LogLineChart chart =
        new LogLineChart(title, "percentile", ticks, "latency", nanos -> Nanos.text(nanos));
    double last = ticks.get(ticks.size() - 1).value();
    latencies.forEach((name, latency) -> add(chart, name, latency, last));
    return chart.svg();
  }

  private static void add(LogLineChart chart, String name, Histogram latency, double last) {
    double end = Math.max(2, Math.min(last, latency.getTotalCount()));
    int points = 120;
    double[] xs = new double[points];
    double[] ys = new double[points];
    for (int i = 0; i < points; i++) {
      xs[i] = Math.pow(end, (double) i / (points - 1));
      ys[i] = Math.max(1, latency.getValueAtPercentile(100 - 100 / xs[i]));
    }
    chart.line(name, xs, ys);
  }

  private static double inverseOfRest(double percentile) {
    return 100 / (100 - percentile);
  }
}
