package dev.memotor.bench.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.memotor.bench.load.Effort;
import dev.memotor.bench.load.Load;
import dev.memotor.bench.load.Outcome;
import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.tally.Interval;
import dev.memotor.bench.workload.OperationKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** For programs: everything, latencies in microseconds. */
final class JsonReport implements Report {

  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99, 100};

  @Override
  public String of(Outcome outcome) {
    JsonObject json = new JsonObject();
    json.addProperty("target", outcome.target());
    json.add("settings", settings(outcome.load(), outcome.effort()));
    json.add("seconds", number(outcome.seconds()));
    json.add("items_per_second", number(outcome.itemsPerSecond()));
    json.addProperty("hits", outcome.total().hits());
    json.addProperty("misses", outcome.total().misses());
    json.addProperty("bytes_sent", outcome.total().bytesSent());
    json.addProperty("bytes_received", outcome.total().bytesReceived());
    json.add("server_cpu_us_per_item", number(outcome.serverCpuMicros()));
    json.add("generator_cpu_us_per_item", number(outcome.ownCpuMicros()));
    JsonObject operations = new JsonObject();
    for (OperationKind kind : OperationKind.values()) {
      long items = outcome.total().items(kind);
      if (items > 0) {
        operations.add(
            kind.label(),
            operation(items, outcome.itemsPerSecond(kind), outcome.total().latency(kind)));
      }
    }
    operations.add(
        "all",
        operation(outcome.total().items(), outcome.itemsPerSecond(), outcome.total().latency()));
    json.add("operations", operations);
    json.add("errors", errors(outcome));
    JsonArray series = new JsonArray();
    outcome.series().forEach(point -> series.add(point(point)));
    json.add("series", series);
    return json + "\n";
  }

  private static JsonObject settings(Load load, Effort effort) {
    JsonObject json = new JsonObject();
    json.addProperty("protocol", load.protocol().name().toLowerCase(Locale.ROOT));
    json.addProperty("gets", load.mix().gets());
    json.addProperty("sets", load.mix().sets());
    json.addProperty("incrs", load.mix().increments());
    json.addProperty("keys", load.keyspace().count());
    json.addProperty("distribution", load.popularity().toString());
    json.addProperty("value_size", load.sizesText());
    json.addProperty("multiget", load.multiget());
    json.addProperty("ttl", load.ttlSeconds());
    json.addProperty("values_checked", load.checkValues());
    json.addProperty("seed", load.seed());
    json.addProperty("connections", effort.connections());
    json.addProperty("threads", effort.threads());
    json.addProperty("pipeline", effort.pipeline());
    json.add("rate", number(effort.ratePerSecond()));
    json.addProperty("poisson", effort.poisson());
    json.addProperty("filled", effort.fill());
    json.add("warm_up_seconds", number(effort.warmUp() / 1e9));
    return json;
  }

  private static JsonObject operation(long items, double perSecond, Histogram latency) {
    JsonObject json = new JsonObject();
    json.addProperty("items", items);
    json.add("items_per_second", number(perSecond));
    json.addProperty("requests", latency.getTotalCount());
    json.add("mean_us", number(latency.getMean() / 1e3));
    JsonObject percentiles = new JsonObject();
    for (double percentile : PERCENTILES) {
      percentiles.add(
          percentile == 100 ? "max" : "p" + TextReport.trimmed(percentile),
          number(latency.getValueAtPercentile(percentile) / 1e3));
    }
    json.add("latency_us", percentiles);
    return json;
  }

  private static JsonObject errors(Outcome outcome) {
    JsonObject json = new JsonObject();
    json.addProperty("total", outcome.errors());
    for (ErrorKind kind : ErrorKind.values()) {
      json.addProperty(kind.name().toLowerCase(Locale.ROOT), outcome.total().errors(kind));
    }
    json.addProperty("outside_measured_time", outcome.errorsOutside());
    JsonArray samples = new JsonArray();
    outcome.errorSamples().forEach(samples::add);
    json.add("samples", samples);
    return json;
  }

  private static JsonObject point(Interval point) {
    JsonObject json = new JsonObject();
    json.add("second", number(point.fromSecond()));
    json.add("items_per_second", number(point.itemsPerSecond()));
    json.add("p50_us", number(point.p50() / 1e3));
    json.add("p99_us", number(point.p99() / 1e3));
    json.add("max_us", number(point.max() / 1e3));
    return json;
  }

  /** Where nothing was measured there is no number, and null is written. */
  private static JsonElement number(double value) {
    return Double.isFinite(value)
        ? new JsonPrimitive(BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP))
        : JsonNull.INSTANCE;
  }
}
