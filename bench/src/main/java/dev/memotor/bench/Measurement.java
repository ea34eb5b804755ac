package dev.memotor.bench;

import dev.memotor.bench.load.Outcome;
import dev.memotor.bench.tally.Interval;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The figures of one load, for programs that compare several.
 *
 * @param itemsPerSecond keys got, set or incremented
 * @param serverCpuMicros microseconds of CPU for each item, of each process that was named
 * @param ownCpuMicros the same of the generator
 * @param latency nanoseconds of each request
 * @param longestSilence nanoseconds of the longest time without any reply on any connection of a
 *     thread of the generator; says something of the server only in a closed loop
 * @param series one entry for each full interval of the measured time
 * @param hitRatio from 0 to 1; NaN without any get
 * @param errors in all phases of the load
 * @param errorSamples the first errors, in words
 */
public record Measurement(
    double itemsPerSecond,
    List<Double> serverCpuMicros,
    double ownCpuMicros,
    Histogram latency,
    long longestSilence,
    List<Interval> series,
    double hitRatio,
    long errors,
    List<String> errorSamples) {

  static Measurement of(Outcome outcome) {
    return new Measurement(
        outcome.itemsPerSecond(),
        outcome.serverCpuNanos().stream().map(outcome::perItem).toList(),
        outcome.ownCpuMicros(),
        outcome.total().latency(),
        outcome.total().longestSilence(),
        outcome.series(),
        outcome.hitRatio(),
        outcome.errors(),
        outcome.errorSamples());
  }

  /** Microseconds of CPU for each item, of all processes that were named. */
  public double totalServerCpuMicros() {
    return serverCpuMicros.stream().mapToDouble(micros -> micros).sum();
  }
}
