package dev.memotor.server.observe.keys;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Key;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The largest values that went through an event loop within the last hour. A value that is no
 * larger than the least of them costs one comparison.
 */
final class LargestValues {

  private static final int MAX_VALUES = 32;

  /** Less is not large, however little else there is. */
  private static final int LEAST = 1023;

  private static final long KEPT_SECONDS = 3600;

  /** What is seen over and over is noted so often in a second, no more. */
  private static final int NOTES_PER_SECOND = 1000;

  private final EngineClock clock;
  private final Map<Key, BigValue> values = new HashMap<>();
  private int notes;

  /** Values must be larger. */
  private volatile int floor = LEAST;

  LargestValues(EngineClock clock) {
    this.clock = clock;
  }

  boolean isLarge(int bytes) {
    return bytes > floor;
  }

  /** Notes a value for which {@link #isLarge} holds. */
  synchronized void note(Key key, int bytes) {
    if (values.size() == MAX_VALUES && !values.containsKey(key)) {
      values.remove(least().key());
    }
    values.put(key, new BigValue(key, bytes, clock.now()));
    notes++;
    setFloor();
  }

  private BigValue least() {
    BigValue least = null;
    for (BigValue value : values.values()) {
      if (least == null || value.bytes() < least.bytes()) {
        least = value;
      }
    }
    return least;
  }

  private void setFloor() {
    if (notes > NOTES_PER_SECOND) {
      // A new record is still noticed.
      floor = values.values().stream().mapToInt(BigValue::bytes).max().orElse(LEAST);
    } else {
      floor = values.size() == MAX_VALUES ? least().bytes() : LEAST;
    }
  }

  /** About a second has passed. */
  synchronized void tick() {
    long oldest = clock.now() - KEPT_SECONDS;
    values.values().removeIf(value -> value.seenAt() < oldest);
    notes = 0;
    setFloor();
  }

  synchronized void reset() {
    values.clear();
    notes = 0;
    setFloor();
  }

  synchronized Collection<BigValue> all() {
    return List.copyOf(values.values());
  }
}
