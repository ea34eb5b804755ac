package dev.memotor.server.report;

import dev.memotor.server.observe.Snapshot;
import dev.memotor.server.observe.counters.CounterName;
import dev.memotor.server.observe.counters.KeyCounter;
import dev.memotor.server.report.StatTable.Metric;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The counts that clients keep. The name in the key becomes part of the metric's name as far as
 * Prometheus has the characters for it; the label {@code key} has the key whole, so that keys whose
 * names come out alike stay apart.
 */
final class CounterMetrics {

  private static final String KEY_LABEL = "key";

  private CounterMetrics() {}

  static void add(Snapshot snapshot, Families families) {
    for (KeyCounter counter : snapshot.keyCounters()) {
      String name = sanitized(counter.name().name());
      Labels labels = labels(counter.name());
      if (counter.hasValue()) {
        families.add(
            Metric.ownGauge("count_" + name, "What the item holds.").with(labels),
            unsigned(counter.value()));
      }
      families.add(
          Metric.ownCounter("added_" + name, "What clients have added.").with(labels),
          counter.added());
      families.add(
          Metric.ownCounter("taken_" + name, "What clients have taken away.").with(labels),
          counter.taken());
    }
  }

  static Labels labels(CounterName name) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(KEY_LABEL, name.key());
    name.labels()
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
   * Letters, digits and underscores, and no underscore at the end: endings such as {@code _total}
   * have a meaning in Prometheus, so they are set off with another one.
   */
  static String sanitized(String text) {
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
}
