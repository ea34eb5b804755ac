package dev.memotor.server.observe;

import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts by key prefix, the part of the key before the first delimiter; off until switched on.
 * Bounded: once the limit is reached, new prefixes are not counted.
 */
final class PrefixCounts {

  private static final int MAX_PREFIXES = 10_000;

  private final ConcurrentMap<Key, Counts> counts = new ConcurrentHashMap<>();
  private final byte delimiter;
  private volatile boolean on;

  PrefixCounts(byte delimiter, boolean on) {
    this.delimiter = delimiter;
    this.on = on;
  }

  private static final class Counts {
    private final LongAdder gets = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder sets = new LongAdder();
    private final LongAdder deletes = new LongAdder();
  }

  boolean isOn() {
    return on;
  }

  void set(boolean newOn) {
    on = newOn;
  }

  void reset() {
    counts.clear();
  }

  void count(Operation operation, Result result) {
    byte[] key = operation.key().bytes();
    int length = 0;
    while (length < key.length && key[length] != delimiter) {
      length++;
    }
    if (length == key.length || length == 0) {
      return;
    }
    Key prefix = Key.copyOf(key, 0, length);
    Counts found = counts.get(prefix);
    if (found == null) {
      if (counts.size() >= MAX_PREFIXES) {
        return;
      }
      found = counts.computeIfAbsent(prefix, absent -> new Counts());
    }
    switch (operation.kind()) {
      case GET -> {
        found.gets.increment();
        if (result.isOk()) {
          found.hits.increment();
        }
      }
      case STORE -> found.sets.increment();
      case DELETE -> found.deletes.increment();
      case CONCAT, ARITHMETIC, TOUCH -> {}
    }
  }

  /** Returns the figures of each prefix, in no order. */
  List<Snapshot.Prefix> all() {
    List<Snapshot.Prefix> all = new ArrayList<>();
    counts.forEach(
        (prefix, count) ->
            all.add(
                new Snapshot.Prefix(
                    prefix,
                    count.gets.sum(),
                    count.hits.sum(),
                    count.sets.sum(),
                    count.deletes.sum())));
    return all;
  }
}
