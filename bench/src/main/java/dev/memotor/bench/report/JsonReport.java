package dev.memotor.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** For programs: everything, latencies in microseconds. */
final class JsonReport implements Report {

  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99, 100};

  @Override
  public String of(Outcome outcome) {
    JsonText json = new JsonText();
    json.open();
    json.field("target", outcome.target());
    settings(json, outcome.load(), outcome.effort());
    json.field("seconds", outcome.seconds());
    json.field("items_per_second", outcome.itemsPerSecond());
    json.field("hits", outcome.total().hits());
    json.field("misses", outcome.total().misses());
    json.field("bytes_sent", outcome.total().bytesSent());
    json.field("bytes_received", outcome.total().bytesReceived());
    json.field("server_cpu_us_per_item", outcome.serverCpuMicros());
    json.field("generator_cpu_us_per_item", outcome.ownCpuMicros());
    json.open("operations");
    for (OperationKind kind : OperationKind.values()) {
      if (outcome.total().items(kind) > 0) {
        operation(
            json,
            kind.label(),
            outcome.total().items(kind),
            outcome.itemsPerSecond(kind),
            outcome.total().latency(kind));
      }
    }
    operation(
        json, "all", outcome.total().items(), outcome.itemsPerSecond(), outcome.total().latency());
    json.close();
    errors(json, outcome);
    json.openArray("series");
    for (Interval point : outcome.series()) {
      json.open()
          .field("second", point.fromSecond())
          .field("items_per_second", point.itemsPerSecond())
          .field("p50_us", point.p50() / 1e3)
          .field("p99_us", point.p99() / 1e3)
          .field("max_us", point.max() / 1e3)
          .close();
    }
    json.closeArray();
    json.close();
    return json + "\n";
  }

  private static void settings(JsonText json, Load load, Effort effort) {
    json.open("settings")
        .field("protocol", load.protocol().name().toLowerCase(Locale.ROOT))
        .field("gets", load.mix().gets())
        .field("sets", load.mix().sets())
        .field("incrs", load.mix().increments())
        .field("keys", load.keyspace().count())
        .field("distribution", load.popularity().toString())
        .field("value_size", load.sizesText())
        .field("multiget", load.multiget())
        .field("ttl", load.ttlSeconds())
        .field("values_checked", load.checkValues())
        .field("seed", load.seed())
        .field("connections", effort.connections())
        .field("threads", effort.threads())
        .field("pipeline", effort.pipeline())
        .field("rate", effort.ratePerSecond())
        .field("poisson", effort.poisson())
        .field("filled", effort.fill())
        .field("warm_up_seconds", effort.warmUp() / 1e9)
        .close();
  }

  private static void operation(
      JsonText json, String name, long items, double perSecond, Histogram latency) {
    json.open(name)
        .field("items", items)
        .field("items_per_second", perSecond)
        .field("requests", latency.getTotalCount())
        .field("mean_us", latency.getMean() / 1e3)
        .open("latency_us");
    for (double percentile : PERCENTILES) {
      json.field(
          percentile == 100 ? "max" : "p" + TextReport.trimmed(percentile),
          latency.getValueAtPercentile(percentile) / 1e3);
    }
    json.close().close();
  }

  private static void errors(JsonText json, Outcome outcome) {
    json.open("errors").field("total", outcome.errors());
    for (ErrorKind kind : ErrorKind.values()) {
      json.field(kind.name().toLowerCase(Locale.ROOT), outcome.total().errors(kind));
    }
    json.field("outside_measured_time", outcome.errorsOutside());
    json.openArray("samples");
    outcome.errorSamples().forEach(json::element);
    json.closeArray().close();
  }
}
