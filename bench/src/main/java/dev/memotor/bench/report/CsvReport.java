package dev.memotor.bench.report;

import dev.memotor.bench.load.Outcome;
import dev.memotor.bench.workload.OperationKind;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** For spreadsheets: a line for each kind of operation, latencies in microseconds. */
final class CsvReport implements Report {

  private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 99.99};

  @Override
  public String of(Outcome outcome) {
    StringBuilder csv = new StringBuilder("operation,items,items_per_second,requests,mean_us");
    for (double percentile : PERCENTILES) {
      csv.append(",p").append(TextReport.trimmed(percentile)).append("_us");
    }
    csv.append(",max_us,hits,misses,errors,server_cpu_us_per_item,generator_cpu_us_per_item\n");
    for (OperationKind kind : OperationKind.values()) {
      if (outcome.total().items(kind) > 0) {
        operation(
            csv,
            kind.label(),
            outcome.total().items(kind),
            outcome.itemsPerSecond(kind),
            outcome.total().latency(kind));
        csv.append(",,,,,\n");
      }
    }
    operation(
        csv, "all", outcome.total().items(), outcome.itemsPerSecond(), outcome.total().latency());
    csv.append(',').append(outcome.total().hits());
    csv.append(',').append(outcome.total().misses());
    csv.append(',').append(outcome.errors());
    csv.append(',').append(number(outcome.serverCpuMicros()));
    csv.append(',').append(number(outcome.ownCpuMicros())).append('\n');
    return csv.toString();
  }

  private static void operation(
      StringBuilder csv, String name, long items, double perSecond, Histogram latency) {
    csv.append(name).append(',').append(items).append(',').append(number(perSecond));
    csv.append(',').append(latency.getTotalCount());
    csv.append(',').append(number(latency.getMean() / 1e3));
    for (double percentile : PERCENTILES) {
      csv.append(',').append(number(latency.getValueAtPercentile(percentile) / 1e3));
    }
    csv.append(',').append(number(latency.getMaxValue() / 1e3));
  }

  /** Empty for what was not measured. */
  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
  }
}
