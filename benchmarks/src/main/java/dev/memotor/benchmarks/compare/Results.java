package dev.memotor.benchmarks.compare;

import dev.memotor.bench.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What was measured of one workload: for each contender a measurement for each round. */
final class Results {

  private final Map<Contender, List<Measurement>> byContender = new LinkedHashMap<>();

  void add(Contender contender, Measurement measurement) {
    byContender.computeIfAbsent(contender, key -> new ArrayList<>()).add(measurement);
  }

  List<Contender> contenders() {
    return List.copyOf(byContender.keySet());
  }

  boolean has(Contender contender) {
    return byContender.containsKey(contender);
  }

  /** Null if no contender of this name was loaded. */
  @Nullable Contender named(String name) {
    return byContender.keySet().stream()
        .filter(contender -> contender.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  int rounds() {
    return byContender.values().stream().mapToInt(List::size).max().orElse(0);
  }

  double median(Contender contender, ToDoubleFunction<Measurement> figure) {
    return median(of(contender).stream().mapToDouble(figure).toArray());
  }

  double smallest(Contender contender, ToDoubleFunction<Measurement> figure) {
    return of(contender).stream().mapToDouble(figure).min().orElse(Double.NaN);
  }

  double largest(Contender contender, ToDoubleFunction<Measurement> figure) {
    return of(contender).stream().mapToDouble(figure).max().orElse(Double.NaN);
  }

  /**
   * The median of each round's ratio, rather than the ratio of medians: what slows the machine down
   * for a while slows both sides of a round.
   */
  double ratio(Contender contender, Contender baseline, ToDoubleFunction<Measurement> figure) {
    List<Measurement> mine = of(contender);
    List<Measurement> others = of(baseline);
    double[] ratios = new double[Math.min(mine.size(), others.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(mine.get(i)) / figure.applyAsDouble(others.get(i));
    }
    return median(ratios);
  }

  long errors(Contender contender) {
    return of(contender).stream().mapToLong(Measurement::errors).sum();
  }

  /** The first error of a contender in words, or an empty text. */
  String firstError(Contender contender) {
    return of(contender).stream()
        .flatMap(measurement -> measurement.errorSamples().stream())
        .findFirst()
        .orElse("");
  }

  /** Returns the latencies of all rounds together; null if there was none. */
  @Nullable Histogram latency(Contender contender) {
    Histogram all = null;
    for (Measurement measurement : of(contender)) {
      if (all == null) {
        all = measurement.latency().copy();
      } else {
        all.add(measurement.latency());
      }
    }
    return all;
  }

  private List<Measurement> of(Contender contender) {
    return byContender.getOrDefault(contender, List.of());
  }

  static double median(double[] numbers) {
    if (numbers.length == 0) {
      return Double.NaN;
    }
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
