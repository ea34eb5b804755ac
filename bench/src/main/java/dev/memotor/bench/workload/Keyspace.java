package dev.memotor.bench;

/**
 * The keys of a load: items for get and set, and counters for incr beside them, because a counter's
 * value must be a number.
 */
record Keyspace(int count, KeyFormat items, KeyFormat counters) {

  static Keyspace of(int count, String prefix, int digits) {
    return new Keyspace(count, new KeyFormat(prefix, digits), new KeyFormat(prefix + "n-", digits));
  }

  int longestKey() {
    return counters.length();
  }
}
