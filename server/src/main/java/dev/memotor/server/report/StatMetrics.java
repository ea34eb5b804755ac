package dev.memotor.server.report;

import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Operation;
import dev.memotor.server.observe.Histogram.Distribution;
import dev.memotor.server.observe.Observatory;
import dev.memotor.server.observe.Snapshot;
import dev.memotor.server.observe.keys.SlowOperation;
import dev.memotor.server.report.StatTable.Metric;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;

/** Collects the metrics: those of the table, times, engine details and counters. */
final class StatMetrics implements MultiCollector {

  private static final double MICROS = 1e6;

  /** Up to 16 seconds. */
  private static final int TIME_BOUNDS = 25;

  /** Up to 131,071 operations. */
  private static final int BATCH_BOUNDS = 17;

  private final List<StatTable.Row> rows;
  private final Observatory observatory;

  StatMetrics(StatTable table, Observatory observatory) {
    this.rows = table.metrics();
    this.observatory = observatory;
  }

  @Override
  public MetricSnapshots collect() {
    Snapshot snapshot = observatory.snapshot();
    Families families = new Families();
    for (StatTable.Row row : rows) {
      Object figure = row.figure().apply(snapshot);
      if (figure != null) {
        families.add(row.metric(), number(figure));
      }
    }
    CounterMetrics.add(snapshot, families);
    details(snapshot.engine(), families);
    families.add(commandTimes(snapshot));
    families.add(
        times(
            "memotor_engine_call_duration_seconds",
            "What one call of the engine with a batch took on the event loop.",
            snapshot.engineCalls()));
    families.add(
        times(
            "memotor_event_loop_lag_seconds",
            "What a task had to wait for its event loop, probed every second.",
            snapshot.lags()));
    families.add(batchSizes(snapshot.batchSizes()));
    return families.all();
  }

  private static double number(Object figure) {
    return figure instanceof Number number
        ? number.doubleValue()
        : Double.parseDouble((String) figure);
  }

  private static void details(EngineStats stats, Families families) {
    stats
        .details()
        .forEach(
            (name, value) -> {
              try {
                families.add(
                    Metric.ownGauge(
                            "engine_detail", "The engine's own figures, as in stats engine.")
                        .with(Labels.of("figure", name.toLowerCase(Locale.ROOT))),
                    number(value));
              } catch (NumberFormatException e) {
                // Text is not a metric.
                return;
              }
            });
  }

  private static HistogramSnapshot commandTimes(Snapshot snapshot) {
    HistogramSnapshot.Builder family =
        HistogramSnapshot.builder()
            .name("memotor_command_duration_seconds")
            .help("From the first request of an event loop's turn to its last reply, per command.");
    for (Operation.Kind kind : Operation.Kind.values()) {
      family.dataPoint(
          times(snapshot.commands(kind), Labels.of("command", SlowOperation.label(kind))));
    }
    return family.build();
  }

  private static HistogramSnapshot times(String name, String help, Distribution times) {
    return HistogramSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(times(times, Labels.EMPTY))
        .build();
  }

  private static HistogramDataPointSnapshot times(Distribution times, Labels labels) {
    return point(buckets(times, 0, TIME_BOUNDS, end -> end / MICROS), times.sum() / MICROS, labels);
  }

  private static HistogramSnapshot batchSizes(Distribution sizes) {
    // Whole numbers: less than 8 is at most 7.
    return HistogramSnapshot.builder()
        .name("memotor_batch_operations")
        .help("Operations in the batches that the engine was handed.")
        .dataPoint(
            point(buckets(sizes, 1, BATCH_BOUNDS, end -> end - 1), sizes.sum(), Labels.EMPTY))
        .build();
  }

  private static HistogramDataPointSnapshot point(
      ClassicHistogramBuckets buckets, double sum, Labels labels) {
    HistogramDataPointSnapshot.Builder builder = HistogramDataPointSnapshot.builder();
    builder.sum(sum);
    builder.labels(labels);
    return builder.classicHistogramBuckets(buckets).build();
  }

  /** Buckets that end at powers of two; {@code shown} turns such an end into a bound. */
  private static ClassicHistogramBuckets buckets(
      Distribution distribution, int first, int bounds, LongToDoubleFunction shown) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long before = 0;
    for (int i = 0; i < bounds; i++) {
      long end = 1L << (first + i);
      long below = distribution.countBelow(end);
      buckets.bucket(shown.applyAsDouble(end), below - before);
      before = below;
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, distribution.count() - before).build();
  }
}
