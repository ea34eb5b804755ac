package dev.memotor.bench;

import org.HdrHistogram.Histogram;

/** What one worker, or all of them, counted in one interval. */
final class Tally {

  /** An hour: nothing is longer than the time after which a reply counts as missing. */
  private static final long LONGEST_NANOS = 3_600_000_000_000L;

  private final Histogram[] latencies = new Histogram[OperationKind.COUNT];
  private final long[] items = new long[OperationKind.COUNT];
  private final long[] errors = new long[ErrorKind.COUNT];
  private long hits;
  private long misses;
  private long bytesSent;
  private long bytesReceived;

  Tally() {
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = newHistogram();
    }
  }

  static Histogram newHistogram() {
    return new Histogram(1, LONGEST_NANOS, 3);
  }

  void request(OperationKind kind, long nanos) {
    latencies[kind.ordinal()].recordValue(Math.min(LONGEST_NANOS, Math.max(1, nanos)));
  }

  void item(OperationKind kind) {
    items[kind.ordinal()]++;
  }

  void hit() {
    hits++;
  }

  void miss() {
    misses++;
  }

  void error(ErrorKind kind) {
    errors[kind.ordinal()]++;
  }

  void sent(long bytes) {
    bytesSent += bytes;
  }

  void received(long bytes) {
    bytesReceived += bytes;
  }

  void add(Tally other) {
    for (int i = 0; i < latencies.length; i++) {
      latencies[i].add(other.latencies[i]);
      items[i] += other.items[i];
    }
    for (int i = 0; i < errors.length; i++) {
      errors[i] += other.errors[i];
    }
    hits += other.hits;
    misses += other.misses;
    bytesSent += other.bytesSent;
    bytesReceived += other.bytesReceived;
  }

  Histogram latency(OperationKind kind) {
    return latencies[kind.ordinal()];
  }

  /** Of all kinds together. */
  Histogram latency() {
    Histogram all = newHistogram();
    for (Histogram latency : latencies) {
      all.add(latency);
    }
    return all;
  }

  long items(OperationKind kind) {
    return items[kind.ordinal()];
  }

  long items() {
    long sum = 0;
    for (long count : items) {
      sum += count;
    }
    return sum;
  }

  long errors(ErrorKind kind) {
    return errors[kind.ordinal()];
  }

  long errors() {
    long sum = 0;
    for (long count : errors) {
      sum += count;
    }
    return sum;
  }

  long hits() {
    return hits;
  }

  long misses() {
    return misses;
  }

  long bytesSent() {
    return bytesSent;
  }

  long bytesReceived() {
    return bytesReceived;
  }
}
