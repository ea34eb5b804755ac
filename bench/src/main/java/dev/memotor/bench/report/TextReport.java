package dev.memotor.bench.report;

import dev.memotor.bench.load.Effort;
import dev.memotor.bench.load.Load;
import dev.memotor.bench.load.Outcome;
import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.tally.Nanos;
import dev.memotor.bench.workload.OperationKind;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** For people. */
final class TextReport implements Report {

  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

  @Override
  public String of(Outcome outcome) {
    StringBuilder text = new StringBuilder();
    Load load = outcome.load();
    Effort effort = outcome.effort();
    text.append(
        format(
            "%s  %s, %s, %s, pipeline %d, %s%n",
            outcome.target(),
            load.protocol().name().toLowerCase(Locale.ROOT),
            count(effort.connections(), "connection"),
            count(Math.min(effort.threads(), effort.connections()), "thread"),
            effort.pipeline(),
            effort.isOpenLoop()
                ? format(
                    "open loop at %,.0f requests/s%s",
                    effort.ratePerSecond(), effort.poisson() ? " (poisson)" : "")
                : "closed loop"));
    text.append(
        format(
            "%,d keys %s, get:set:incr %d:%d:%d, values of %s bytes%s%s%n",
            load.keyspace().count(),
            load.popularity(),
            load.mix().gets(),
            load.mix().sets(),
            load.mix().increments(),
            load.sizesText(),
            load.multiget() > 1 ? format(", %d keys per get", load.multiget()) : "",
            load.checkValues() ? ", values checked" : ""));
    text.append(format("%n%-6s %12s", "", "items/s"));
    for (double percentile : PERCENTILES) {
      text.append(format(" %10s", "p" + trimmed(percentile)));
    }
    text.append(format(" %10s %10s%n", "max", "mean"));
    for (OperationKind kind : OperationKind.values()) {
      if (outcome.total().items(kind) > 0) {
        line(text, kind.label(), outcome.itemsPerSecond(kind), outcome.total().latency(kind));
      }
    }
    line(text, "all", outcome.itemsPerSecond(), outcome.total().latency());
    text.append(
        format(
            "%n%,d items in %.2f s, sent %.1f MB/s, received %.1f MB/s%n",
            outcome.total().items(),
            outcome.seconds(),
            outcome.total().bytesSent() / outcome.seconds() / 1e6,
            outcome.total().bytesReceived() / outcome.seconds() / 1e6));
    if (!Double.isNaN(outcome.hitRatio())) {
      text.append(
          format(
              "hits %.2f %% (%,d of %,d)%n",
              100 * outcome.hitRatio(),
              outcome.total().hits(),
              outcome.total().hits() + outcome.total().misses()));
    }
    cpu(text, outcome);
    errors(text, outcome);
    return text.toString();
  }

  private static void line(
      StringBuilder text, String label, double itemsPerSecond, Histogram latency) {
    text.append(format("%-6s %,12.0f", label, itemsPerSecond));
    for (double percentile : PERCENTILES) {
      text.append(format(" %10s", time(latency, latency.getValueAtPercentile(percentile))));
    }
    text.append(
        format(
            " %10s %10s%n",
            time(latency, latency.getMaxValue()), time(latency, latency.getMean())));
  }

  /** Of nothing that was answered there is no time, not one of 0. */
  private static String time(Histogram latency, double nanos) {
    return latency.getTotalCount() == 0 ? "-" : Nanos.text(nanos);
  }

  private static void cpu(StringBuilder text, Outcome outcome) {
    if (!Double.isNaN(outcome.serverCpuMicros())) {
      text.append(
          format(
              "CPU of the server: %.2f us per item, %.0f %% of a core%n",
              outcome.serverCpuMicros(), outcome.totalServerCpuNanos() / outcome.seconds() / 1e7));
    }
    if (!Double.isNaN(outcome.ownCpuMicros())) {
      text.append(
          format(
              "CPU of the generator: %.2f us per item, %.0f %% of a core%n",
              outcome.ownCpuMicros(), outcome.ownCpuNanos() / outcome.seconds() / 1e7));
    }
  }

  private static void errors(StringBuilder text, Outcome outcome) {
    text.append(format("errors %d", outcome.errors()));
    if (outcome.errorsOutside() > 0) {
      text.append(format(", %d of them outside the measured time", outcome.errorsOutside()));
    }
    text.append('\n');
    for (ErrorKind kind : ErrorKind.values()) {
      if (outcome.total().errors(kind) > 0) {
        text.append(format("  %,d: %s%n", outcome.total().errors(kind), kind.meaning()));
      }
    }
    for (String sample : outcome.errorSamples()) {
      text.append(format("  e.g. %s%n", sample));
    }
  }

  static String trimmed(double percentile) {
    String text = Double.toString(percentile);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments).replace("\r\n", "\n");
  }
}
