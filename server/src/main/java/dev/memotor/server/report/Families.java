package dev.memotor.server.report;

import dev.memotor.server.report.StatTable.Metric;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/** Groups points of the same metric, whatever their order, as Prometheus wants them. */
final class Families {

  private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
  private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
  private final MetricSnapshots.Builder all = MetricSnapshots.builder();

  void add(Metric metric, double value) {
    if (metric.isCounter()) {
      counters
          .computeIfAbsent(
              metric.name(), name -> CounterSnapshot.builder().name(name).help(metric.help()))
          .dataPoint(
              CounterDataPointSnapshot.builder()
                  .value(Math.max(0, value))
                  .labels(metric.labels())
                  .build());
    } else {
      gauges
          .computeIfAbsent(
              metric.name(), name -> GaugeSnapshot.builder().name(name).help(metric.help()))
          .dataPoint(GaugeDataPointSnapshot.builder().value(value).labels(metric.labels()).build());
    }
  }

  void add(MetricSnapshot family) {
    all.metricSnapshot(family);
  }

  MetricSnapshots all() {
    counters.values().forEach(family -> all.metricSnapshot((MetricSnapshot) family.build()));
    gauges.values().forEach(family -> all.metricSnapshot(family.build()));
    return all.build();
  }
}
