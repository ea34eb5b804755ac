package dev.memotor.bench.tally;

import dev.memotor.bench.workload.OperationKind;
import org.HdrHistogram.Histogram;

/** What one worker, or all of them, counted in one interval. */
public final class Tally {

  /** An hour: nothing is longer than the time after which a reply counts as missing. */
  private static final long LONGEST_NANOS = 3_600_000_000_000L;

  private final Histogram[] latencies = new Histogram[OperationKind.COUNT];
  private final long[] items = new long[OperationKind.COUNT];
  private final long[] errors = new long[ErrorKind.COUNT];
  private long hits;
  private long misses;
  private long bytesSent;
  private long bytesReceived;
  private long longestSilence;

  public Tally() {
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = newHistogram();
    }
  }

  static Histogram newHistogram() {
    return new Histogram(1, LONGEST_NANOS, 3);
  }

  public void request(OperationKind kind, long nanos) {
    latencies[kind.ordinal()].recordValue(Math.min(LONGEST_NANOS, Math.max(1, nanos)));
  }

  public void item(OperationKind kind) {
    items[kind.ordinal()]++;
  }

  public void hit() {
    hits++;
  }

  public void miss() {
    misses++;
  }

  public void error(ErrorKind kind) {
    errors[kind.ordinal()]++;
  }

  public void sent(long bytes) {
    bytesSent += bytes;
  }

  public void received(long bytes) {
    bytesReceived += bytes;
  }

  void silence(long nanos) {
    longestSilence = Math.max(longestSilence, nanos);
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
    longestSilence = Math.max(longestSilence, other.longestSilence);
  }

  public Histogram latency(OperationKind kind) {
    return latencies[kind.ordinal()];
  }

  /** Of all kinds together. */
  public Histogram latency() {
    Histogram all = newHistogram();
    for (Histogram latency : latencies) {
      all.add(latency);
    }
    return all;
  }

  public long items(OperationKind kind) {
    return items[kind.ordinal()];
  }

  public long items() {
    long sum = 0;
    for (long count : items) {
      sum += count;
    }
    return sum;
  }

  public long errors(ErrorKind kind) {
    return errors[kind.ordinal()];
  }

  public long errors() {
    long sum = 0;
    for (long count : errors) {
      sum += count;
    }
    return sum;
  }

  public long hits() {
    return hits;
  }

  public long misses() {
    return misses;
  }

  public long bytesSent() {
    return bytesSent;
  }

  public long bytesReceived() {
    return bytesReceived;
  }

  /** Nanoseconds of the longest time in which a worker received nothing on any connection. */
  public long longestSilence() {
    return longestSilence;
  }
}
