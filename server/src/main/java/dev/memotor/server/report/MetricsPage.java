package dev.memotor.server.report;

import dev.memotor.engine.Operation;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.observe.Histogram.Distribution;
import dev.memotor.server.observe.Observatory;
import dev.memotor.server.observe.Snapshot;
import dev.memotor.server.observe.counters.KeyCounter;
import dev.memotor.server.observe.keys.SlowOperation;
import dev.memotor.server.report.StatTable.Metric;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Writes all metrics as a page of text, in the format that the client accepts. */
public final class MetricsPage implements AutoCloseable {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  public MetricsPage(ServerConfig config, ServerIdentity identity, Observatory observatory) {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
    List<StatTable.Row> rows = new StatTable(config, identity).metrics();
    registry
        .getPrometheusRegistry()
        .register((MultiCollector) () -> new Scrape(observatory.snapshot()).collect(rows));
  }

  /** Returns the media type for a client with this Accept header. */
  public static String typeFor(@Nullable String accept) {
    return accept != null
            && accept.toLowerCase(Locale.ROOT).contains("application/openmetrics-text")
        ? OPEN_METRICS
        : TEXT;
  }

  /** Returns the page in a type of {@link #typeFor}. */
  public byte[] read(String type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
    try {
      registry.scrape(out, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  /** Collects the metrics of one scrape: those of the table, times, engine details and counters. */
  private static final class Scrape {

    private static final double MICROS = 1e6;

    /** Up to 16 seconds. */
    private static final int TIME_BOUNDS = 25;

    /** Up to 131,071 operations. */
    private static final int BATCH_BOUNDS = 17;

    private static final String KEY_LABEL = "key";

    private final Snapshot snapshot;
    private final MetricSnapshots.Builder all = MetricSnapshots.builder();

    // Prometheus requires all points of a metric to be together.
    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();

    Scrape(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    MetricSnapshots collect(List<StatTable.Row> rows) {
      for (StatTable.Row row : rows) {
        Object figure = row.figure().apply(snapshot);
        Metric metric = row.metric();
        if (metric != null && figure != null) {
          if (metric.isCounter()) {
            counter(metric.name(), metric.help(), metric.labels(), number(figure));
          } else {
            gauge(metric.name(), metric.help(), metric.labels(), number(figure));
          }
        }
      }
      snapshot.keyCounters().forEach(this::keyCounter);
      snapshot.engine().details().forEach(this::detail);
      all.metricSnapshot(commandTimes());
      all.metricSnapshot(
          times(
              "memotor_engine_call_duration_seconds",
              "What one call of the engine with a batch took on the event loop.",
              snapshot.engineCalls()));
      all.metricSnapshot(
          times(
              "memotor_event_loop_lag_seconds",
              "What a task had to wait for its event loop, probed every second.",
              snapshot.lags()));
      all.metricSnapshot(batchSizes(snapshot.batchSizes()));
      counters.values().forEach(family -> all.metricSnapshot((MetricSnapshot) family.build()));
      gauges.values().forEach(family -> all.metricSnapshot(family.build()));
      return all.build();
    }

    private void counter(String name, String help, Labels labels, double value) {
      counters
          .computeIfAbsent(name, absent -> CounterSnapshot.builder().name(name).help(help))
          .dataPoint(
              CounterDataPointSnapshot.builder().value(Math.max(0, value)).labels(labels).build());
    }

    private void gauge(String name, String help, Labels labels, double value) {
      gauges
          .computeIfAbsent(name, absent -> GaugeSnapshot.builder().name(name).help(help))
          .dataPoint(GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
    }

    private static double number(Object figure) {
      return figure instanceof Number number
          ? number.doubleValue()
          : Double.parseDouble((String) figure);
    }

    private void detail(String name, String value) {
      try {
        gauge(
            "memotor_engine_detail",
            "The engine's own figures, as in stats engine.",
            Labels.of("figure", name.toLowerCase(Locale.ROOT)),
            number(value));
      } catch (NumberFormatException e) {
        // Text is not a metric.
        return;
      }
    }

    /**
     * Adds a counter that clients keep. The name in the key becomes part of the metric's name, with
     * characters that Prometheus does not allow replaced. The label {@code key} holds the whole key
     * and tells apart keys whose names become the same.
     */
    private void keyCounter(KeyCounter counter) {
      String name = sanitized(counter.name());
      Labels labels = labels(counter);
      if (counter.hasValue()) {
        gauge(
            "memotor_count_" + name, "The number in the item.", labels, unsigned(counter.value()));
      }
      counter("memotor_added_" + name, "Sum of what clients added.", labels, counter.added());
      counter("memotor_taken_" + name, "Sum of what clients subtracted.", labels, counter.taken());
    }

    private static Labels labels(KeyCounter counter) {
      Map<String, String> labels = new LinkedHashMap<>();
      labels.put(KEY_LABEL, counter.text());
      counter
          .labels()
          .forEach(
              (label, value) -> {
                String free = sanitized(label);
                if (Character.isDigit(free.charAt(0)) || free.startsWith("__")) {
                  free = "label_" + free;
                }
                String base = free;
                for (int i = 2; labels.containsKey(free); i++) {
                  free = base + "_" + i;
                }
                labels.put(free, value);
              });
      return Labels.of(
          labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
    }

    /**
     * Replaces what is neither a letter nor a digit with an underscore. Suffixes such as {@code
     * _total} have a meaning in Prometheus, so another underscore is appended to them.
     */
    private static String sanitized(String text) {
      StringBuilder name = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean fits = c < 0x80 && (Character.isLetterOrDigit(c) || c == '_');
        name.append(fits ? c : '_');
      }
      for (String ending : new String[] {"_total", "_created", "_bucket", "_info"}) {
        if (name.toString().endsWith(ending)) {
          return name.append('_').toString();
        }
      }
      return name.toString();
    }

    private static double unsigned(long number) {
      double half = (number >>> 1) | (number & 1);
      return number >= 0 ? number : half * 2;
    }

    private HistogramSnapshot commandTimes() {
      HistogramSnapshot.Builder family =
          HistogramSnapshot.builder()
              .name("memotor_command_duration_seconds")
              .help("Time from first request to last reply of an event loop's turn, by command.");
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
      return point(
          buckets(times, 0, TIME_BOUNDS, end -> end / MICROS), times.sum() / MICROS, labels);
    }

    private static HistogramSnapshot batchSizes(Distribution sizes) {
      // Whole numbers: less than 8 is at most 7.
      return HistogramSnapshot.builder()
          .name("memotor_batch_operations")
          .help("Operations per batch passed to the engine.")
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

    /** Returns buckets that end at powers of two; {@code shown} turns such an end into a bound. */
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
}
