package dev.memotor.bench.workload;

/**
 * The keys of a load: items for get and set, and counters for incr beside them, because a counter's
 * value must be a number.
 */
public record Keyspace(int count, KeyFormat items, KeyFormat counters) {

  public static Keyspace of(int count, String prefix, int digits) {
    return new Keyspace(count, new KeyFormat(prefix, digits), new KeyFormat(prefix + "n-", digits));
  }

  public int longestKey() {
    return counters.length();
  }
}
