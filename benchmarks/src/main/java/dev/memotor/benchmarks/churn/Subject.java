package dev.memotor.benchmarks.churn;

import dev.memotor.benchmarks.launch.SafepointLog;
import dev.memotor.benchmarks.launch.ServerProcess;
import dev.memotor.benchmarks.launch.ServerStats;
import java.io.IOException;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** A server under load, and what its clients have counted since the last sample. */
final class Subject {

  private static final int PEEKED_AT_ONCE = 1000;

  private final String label;
  private final ServerProcess process;
  private final SafepointLog safepoints;
  private final int[] storedSizes;
  private final LongAdder gets = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAccumulator longestReply = new LongAccumulator(Long::max, 0);

  Subject(String label, ServerProcess process, SafepointLog safepoints, int keys) {
    this.label = label;
    this.process = process;
    this.safepoints = safepoints;
    storedSizes = new int[keys];
  }

  String label() {
    return label;
  }

  TextClient connect() throws IOException {
    return new TextClient(process.port());
  }

  void asked(int keys, int found, long nanos) {
    gets.add(keys);
    hits.add(found);
    longestReply.accumulate(nanos);
  }

  void answeredSets(long nanos) {
    longestReply.accumulate(nanos);
  }

  /** Clients may set a key at the same time; their sizes hardly differ. */
  void stored(int key, int size) {
    storedSizes[key] = size;
  }

  void refused() {
    refused.increment();
  }

  /**
   * Returns what has happened since the last sample.
   *
   * @param census whether all keys are looked up, to add up the values that are there
   */
  Sample sample(double second, boolean census) throws IOException {
    ServerStats stats = ServerStats.of(process.port());
    return new Sample(
        second,
        new Sample.Replies(
            gets.sumThenReset(),
            hits.sumThenReset(),
            refused.sumThenReset(),
            longestReply.getThenReset()),
        process.residentBytes(),
        safepoints.longestSinceLastCall(),
        new Sample.Stored(
            stats.number("curr_items"),
            stats.number("evictions"),
            census ? liveBytes() : Sample.Stored.UNKNOWN));
  }

  private long liveBytes() throws IOException {
    long bytes = 0;
    boolean[] stored = new boolean[PEEKED_AT_ONCE];
    try (TextClient client = connect()) {
      for (int from = 0; from < storedSizes.length; from += PEEKED_AT_ONCE) {
        int count = Math.min(PEEKED_AT_ONCE, storedSizes.length - from);
        client.peek(from, stored, count);
        for (int i = 0; i < count; i++) {
          bytes += stored[i] ? storedSizes[from + i] : 0;
        }
      }
    }
    return bytes;
  }
}
