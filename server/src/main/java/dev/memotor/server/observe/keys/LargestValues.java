package dev.memotor.server.observe.keys;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Key;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The largest values that went through an event loop within the last hour. A value that is not
 * among them costs one comparison.
 */
public final class LargestValues {

  private static final int MAX_VALUES = 32;

  /** Values up to this length never count as large. */
  private static final int LEAST = 1023;

  private static final long KEPT_SECONDS = 3600;

  /** Bounds the cost of large values that are used again and again. */
  private static final int NOTES_PER_SECOND = 1000;

  private final EngineClock clock;
  private final Map<Key, BigValue> values = new HashMap<>();
  private int notes;

  /** Only larger values are recorded. */
  private volatile int floor = LEAST;

  public LargestValues(EngineClock clock) {
    this.clock = clock;
  }

  /** Records a value that was stored or read, if it is among the largest. */
  public void note(Key key, int bytes) {
    if (bytes > floor) {
      put(key, bytes);
    }
  }

  private synchronized void put(Key key, int bytes) {
    if (values.size() == MAX_VALUES && !values.containsKey(key)) {
      values.remove(least().key());
    }
    values.put(key, new BigValue(key, bytes, clock.now()));
    notes++;
    setFloor();
  }

  private BigValue least() {
    return Collections.min(values.values(), Comparator.comparingInt(BigValue::bytes));
  }

  private void setFloor() {
    if (notes > NOTES_PER_SECOND) {
      // An even larger value is still recorded.
      floor = values.values().stream().mapToInt(BigValue::bytes).max().orElse(LEAST);
    } else {
      floor = values.size() == MAX_VALUES ? least().bytes() : LEAST;
    }
  }

  /** Forgets values last seen an hour ago. Called about once a second. */
  public synchronized void tick() {
    long oldest = clock.now() - KEPT_SECONDS;
    values.values().removeIf(value -> value.seenAt() < oldest);
    notes = 0;
    setFloor();
  }

  public synchronized void reset() {
    values.clear();
    notes = 0;
    setFloor();
  }

  /** Returns the largest values of all loops within the last hour, largest first. */
  public static List<BigValue> largest(Collection<LargestValues> loops, int count) {
    Map<Key, BigValue> latest = new HashMap<>();
    for (LargestValues loop : loops) {
      for (BigValue value : loop.all()) {
        latest.merge(
            value.key(), value, (one, other) -> one.seenAt() >= other.seenAt() ? one : other);
      }
    }
    return latest.values().stream()
        .sorted(Comparator.comparingInt(BigValue::bytes).reversed().thenComparing(BigValue::key))
        .limit(count)
        .toList();
  }

  private synchronized List<BigValue> all() {
    return List.copyOf(values.values());
  }
}
