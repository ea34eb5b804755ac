package dev.memotor.server.report;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metric families under construction: points of one name come together whatever their order. */
final class Families {

  private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
  private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
  private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();

  /** Adds to a counter; the name is without its {@code _total}. */
  void counter(String name, String help, double value, Labels labels) {
    counters
        .computeIfAbsent(name, absent -> CounterSnapshot.builder().name(name).help(help))
        .dataPoint(
            CounterDataPointSnapshot.builder().value(Math.max(0, value)).labels(labels).build());
  }

  void gauge(String name, String help, double value, Labels labels) {
    gauges
        .computeIfAbsent(name, absent -> GaugeSnapshot.builder().name(name).help(help))
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
  }

  void histogram(
      String name, String help, ClassicHistogramBuckets buckets, double sum, Labels labels) {
    histograms
        .computeIfAbsent(name, absent -> HistogramSnapshot.builder().name(name).help(help))
        .dataPoint(point(buckets, sum, labels));
  }

  private static HistogramDataPointSnapshot point(
      ClassicHistogramBuckets buckets, double sum, Labels labels) {
    HistogramDataPointSnapshot.Builder builder = HistogramDataPointSnapshot.builder();
    builder.sum(sum);
    builder.labels(labels);
    return builder.classicHistogramBuckets(buckets).build();
  }

  MetricSnapshots all() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    counters.values().forEach(family -> all.metricSnapshot((MetricSnapshot) family.build()));
    gauges.values().forEach(family -> all.metricSnapshot(family.build()));
    histograms.values().forEach(family -> all.metricSnapshot(family.build()));
    return all.build();
  }
}
