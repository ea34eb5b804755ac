package dev.memotor.server.report;

import dev.memotor.engine.EngineStats;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.observe.CommandKind;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.Distribution;
import dev.memotor.server.observe.Measure;
import dev.memotor.server.observe.counters.CountedKeys;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/** Figures that memcached has not: times, batches, the engine's own. */
final class ServerMetrics implements MultiCollector {

  private static final double MICROS = 1e6;

  /** From 1 microsecond to 16 seconds, and from 1 operation to 131,071. */
  private static final int TIME_BOUNDS = 25;

  private static final int BATCH_BOUNDS = 17;

  private final Sources sources;

  ServerMetrics(Sources sources) {
    this.sources = sources;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    ServerIdentity identity = sources.identity();
    families.gauge(
        "memotor_info",
        "What runs here; always 1.",
        1,
        Labels.of("version", identity.version(), "engine", identity.engine()));
    families.gauge(
        "memotor_max_item_bytes",
        "How large an item may be (-I).",
        sources.config().items().maxSize(),
        Labels.EMPTY);
    families.gauge(
        "memotor_engine_answers",
        "Whether the engine answered within the last seconds.",
        sources.health().isFine() ? 1 : 0,
        Labels.EMPTY);
    for (CommandKind kind : CommandKind.values()) {
      times(
          families,
          "memotor_command_duration_seconds",
          "From the first request of an event loop's turn to its last reply, per command.",
          sources.timings().of(kind),
          Labels.of("command", kind.label()));
    }
    times(
        families,
        "memotor_engine_call_duration_seconds",
        "What one call of the engine with a batch took on the event loop.",
        sources.timings().of(Measure.ENGINE_CALL),
        Labels.EMPTY);
    times(
        families,
        "memotor_event_loop_lag_seconds",
        "What a task had to wait for its event loop, probed every second.",
        sources.timings().of(Measure.LOOP_LAG),
        Labels.EMPTY);
    families.histogram(
        "memotor_batch_operations",
        "Operations in the batches that the engine was handed.",
        // Whole numbers: less than 8 is at most 7.
        buckets(sources.timings().of(Measure.BATCH_SIZE), 1, BATCH_BOUNDS, end -> end - 1),
        sources.timings().of(Measure.BATCH_SIZE).sum(),
        Labels.EMPTY);
    families.counter(
        "memotor_engine_failures",
        "Operations that the engine could not execute.",
        sources.counters().get(Counter.ENGINE_FAILURES),
        Labels.EMPTY);
    families.counter(
        "memotor_slow_operations",
        "Operations that took longer than --slow-threshold.",
        sources.insight().slowCount(),
        Labels.EMPTY);
    families.gauge("memotor_event_loops", "Event loops.", sources.figures().loops(), Labels.EMPTY);
    engine(families, sources.engine().stats());
    countedKeys(families, sources.countedKeys());
    return families.all();
  }

  private static void engine(Families families, EngineStats stats) {
    if (stats.expired() != EngineStats.UNKNOWN) {
      families.counter(
          "memotor_engine_expired_items",
          "Expired items whose space came back.",
          stats.expired(),
          Labels.EMPTY);
    }
    for (Map.Entry<String, String> detail : stats.details().entrySet()) {
      try {
        double value = Double.parseDouble(detail.getValue());
        families.gauge(
            "memotor_engine_detail",
            "The engine's own figures, as in stats engine.",
            value,
            Labels.of("figure", detail.getKey().toLowerCase(Locale.ROOT)));
      } catch (NumberFormatException e) {
        // A figure in words, for people.
        continue;
      }
    }
  }

  private static void countedKeys(Families families, CountedKeys keys) {
    families.gauge(
        "memotor_counted_keys", "Keys whose counts are metrics.", keys.size(), Labels.EMPTY);
    families.gauge(
        "memotor_counted_keys_limit", "How many there may be.", keys.max(), Labels.EMPTY);
    families.counter(
        "memotor_counted_keys_beyond_limit_operations",
        "Counting operations on keys beyond the limit.",
        keys.operationsOnOthers(),
        Labels.EMPTY);
  }

  private static void times(
      Families families, String name, String help, Distribution times, Labels labels) {
    families.histogram(
        name,
        help,
        buckets(times, 0, TIME_BOUNDS, end -> end / MICROS),
        times.sum() / MICROS,
        labels);
  }

  /** Buckets that end at powers of two; {@code shown} turns such an end into a bound. */
  private static ClassicHistogramBuckets buckets(
      Distribution distribution, int first, int bounds, LongToDoubleFunction shown) {
    double[] ends = new double[bounds + 1];
    long[] counts = new long[bounds + 1];
    long before = 0;
    for (int i = 0; i < bounds; i++) {
      long end = 1L << (first + i);
      long below = distribution.countBelow(end);
      ends[i] = shown.applyAsDouble(end);
      counts[i] = below - before;
      before = below;
    }
    ends[bounds] = Double.POSITIVE_INFINITY;
    counts[bounds] = distribution.count() - before;
    return ClassicHistogramBuckets.of(ends, counts);
  }
}
