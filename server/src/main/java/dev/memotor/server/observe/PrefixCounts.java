package dev.memotor.server.observe;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts by key prefix, which is what stands before the first delimiter; off until somebody
 * switches it on. Bounded: once the limit is reached, new prefixes are not counted.
 */
public final class PrefixCounts {

  private static final int MAX_PREFIXES = 10_000;

  private final ConcurrentMap<Key, Counts> counts = new ConcurrentHashMap<>();
  private final byte delimiter;
  private volatile boolean on;

  public PrefixCounts(byte delimiter, boolean on) {
    this.delimiter = delimiter;
    this.on = on;
  }

  private static final class Counts {
    private final LongAdder gets = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder sets = new LongAdder();
    private final LongAdder deletes = new LongAdder();
  }

  public boolean isOn() {
    return on;
  }

  public void set(boolean newOn) {
    on = newOn;
  }

  public void reset() {
    counts.clear();
  }

  public void count(Operation operation, Result result) {
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
    if (operation instanceof Get) {
      found.gets.increment();
      if (result.isOk()) {
        found.hits.increment();
      }
    } else if (operation instanceof Delete) {
      found.deletes.increment();
    } else if (operation instanceof Store) {
      found.sets.increment();
    }
  }

  /** A line for each prefix. */
  public String dump() {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (prefix, count) ->
            text.append("PREFIX ")
                .append(new String(prefix.bytes(), StandardCharsets.ISO_8859_1))
                .append(" get ")
                .append(count.gets.sum())
                .append(" hit ")
                .append(count.hits.sum())
                .append(" set ")
                .append(count.sets.sum())
                .append(" del ")
                .append(count.deletes.sum())
                .append("\r\n"));
    return text.toString();
  }
}
