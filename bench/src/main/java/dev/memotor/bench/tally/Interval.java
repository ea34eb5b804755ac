package dev.memotor.bench.tally;

/**
 * A part of the measured time; latencies in nanoseconds.
 *
 * @param fromSecond when it began, counted from the beginning of the measured time
 */
public record Interval(double fromSecond, double itemsPerSecond, long p50, long p99, long max) {}
