package dev.memotor.benchmarks.endurance;

import dev.memotor.bench.tally.Interval;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How a long load went.
 *
 * @param intervals one after the other
 * @param seconds length of each
 * @param diskBytes what the data took on disk at the end of each
 */
record Course(List<Interval> intervals, double seconds, List<Long> diskBytes) {

  private static final double END_SECONDS = 120;
  private static final double MINUTE_SECONDS = 60;
  private static final double LEAST_SHARE = 0.5;
  private static final long LONGEST_NANOS = 1_000_000_000L;

  Course {
    if (intervals.isEmpty() || intervals.size() != diskBytes.size()) {
      throw new IllegalArgumentException(
          intervals.size() + " intervals and " + diskBytes.size() + " measurements of the disk");
    }
    intervals = List.copyOf(intervals);
    diskBytes = List.copyOf(diskBytes);
  }

  /** Operations per second of the first two minutes, or of all if it was shorter. */
  double firstRate() {
    return rate(0, window(END_SECONDS));
  }

  /** Operations per second of the last two minutes. */
  double lastRate() {
    int length = window(END_SECONDS);
    return rate(intervals.size() - length, length);
  }

  /** Of all minutes, wherever in the course they begin. */
  double leastMinute() {
    return minutes().min().orElseThrow();
  }

  double bestMinute() {
    return minutes().max().orElseThrow();
  }

  /** In nanoseconds. */
  long slowestOperation() {
    return intervals.stream().mapToLong(Interval::max).max().orElseThrow();
  }

  /** Whether there was a minute with less than half the rate of the beginning. */
  boolean hasFallen() {
    return leastMinute() < LEAST_SHARE * firstRate();
  }

  /** Whether an operation took longer than a second. */
  boolean hasStalled() {
    return slowestOperation() > LONGEST_NANOS;
  }

  private DoubleStream minutes() {
    int length = window(MINUTE_SECONDS);
    return IntStream.rangeClosed(0, intervals.size() - length)
        .mapToDouble(from -> rate(from, length));
  }

  private int window(double ofSeconds) {
    return (int) Math.max(1, Math.min(intervals.size(), Math.round(ofSeconds / seconds)));
  }

  private double rate(int from, int length) {
    return intervals.subList(from, from + length).stream()
        .mapToDouble(Interval::itemsPerSecond)
        .average()
        .orElseThrow();
  }
}
