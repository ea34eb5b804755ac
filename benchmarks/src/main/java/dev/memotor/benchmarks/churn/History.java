package dev.memotor.benchmarks.churn;

import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What one server did over time.
 *
 * @param samples one after the other
 */
record History(String label, List<Sample> samples) {

  private static final int FLAT_PERCENT = 5;

  /** Parts of the steady time, each with its hit ratio. */
  private static final int PARTS = 20;

  History {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
    samples = List.copyOf(samples);
  }

  /** Returns whether it ever evicted, that is, was full. */
  boolean isFull() {
    return last().stored().evictions() > 0;
  }

  /** From when it first evicted, or the first tenth of the time was over, whichever is later. */
  List<Sample> steady() {
    int full = 0;
    while (isFull() && samples.get(full).stored().evictions() == 0) {
      full++;
    }
    int from = Math.max(full + 1, (samples.size() + 9) / 10);
    return samples.subList(Math.min(from, samples.size() - 1), samples.size());
  }

  LongSummaryStatistics residentBytes() {
    return steady().stream().mapToLong(Sample::residentBytes).summaryStatistics();
  }

  /** By how much resident memory changed, as a share of the largest. */
  double residentSpread() {
    LongSummaryStatistics bytes = residentBytes();
    return 1 - (double) bytes.getMin() / bytes.getMax();
  }

  boolean isFlat() {
    LongSummaryStatistics bytes = residentBytes();
    return 100 * bytes.getMin() >= (100 - FLAT_PERCENT) * bytes.getMax();
  }

  /** Of the steady time as a whole; NaN without any get. */
  double hitRatio() {
    return hitRatio(steady());
  }

  /** Of each part of the steady time. */
  DoubleStream hitRatios() {
    List<Sample> steady = steady();
    int parts = Math.min(PARTS, steady.size());
    return IntStream.range(0, parts)
        .mapToDouble(
            part ->
                hitRatio(
                    steady.subList(
                        part * steady.size() / parts, (part + 1) * steady.size() / parts)))
        .filter(Double::isFinite);
  }

  /** Of the steady time, where it is known. */
  LongSummaryStatistics liveBytes() {
    return steady().stream()
        .mapToLong(sample -> sample.stored().liveBytes())
        .filter(bytes -> bytes != Sample.Stored.UNKNOWN)
        .summaryStatistics();
  }

  /** Nanoseconds; of the whole time. */
  long longestReply() {
    return samples.stream().mapToLong(sample -> sample.replies().longest()).max().orElseThrow();
  }

  /** Nanoseconds; of the whole time. */
  long longestSafepoint() {
    return samples.stream().mapToLong(Sample::longestSafepoint).max().orElseThrow();
  }

  long refused() {
    return samples.stream().mapToLong(sample -> sample.replies().refused()).sum();
  }

  Sample last() {
    return samples.get(samples.size() - 1);
  }

  private static double hitRatio(List<Sample> samples) {
    long gets = samples.stream().mapToLong(sample -> sample.replies().gets()).sum();
    return (double) samples.stream().mapToLong(sample -> sample.replies().hits()).sum() / gets;
  }
}
