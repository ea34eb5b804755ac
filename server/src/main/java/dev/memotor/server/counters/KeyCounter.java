package dev.memotor.server.counters;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was counted on one key since this process began to watch it. The totals only grow, whatever
 * becomes of the item: a rate taken from them survives decr, expiry and deletion.
 */
public final class KeyCounter {

  private final Key key;
  private final CounterName name;
  private final LongAdder added = new LongAdder();
  private final LongAdder taken = new LongAdder();
  private volatile Reading reading = Reading.NONE;

  /** What {@link #idleSeconds} found last. */
  private long lastSum = -1;

  private long lastChange;

  KeyCounter(Key key) {
    this.key = key;
    this.name = CounterName.of(key);
  }

  void add(long amount) {
    if (amount >= 0) {
      added.add(amount);
    } else {
      // What wraps around at 2^64 takes away: clients write decrements without a floor so.
      taken.add(positive(amount));
    }
  }

  void take(long amount) {
    taken.add(amount >= 0 ? amount : Long.MAX_VALUE);
  }

  private static long positive(long negative) {
    return negative == Long.MIN_VALUE ? Long.MAX_VALUE : -negative;
  }

  /**
   * For how long nothing has been counted, as far as former calls could see: the path that counts
   * pays nothing for it. By one thread.
   */
  long idleSeconds(long seconds) {
    long sum = added.sum() + taken.sum();
    if (sum != lastSum) {
      lastSum = sum;
      lastChange = seconds;
    }
    return seconds - lastChange;
  }

  void read(Item item) {
    reading = Reading.of(item);
  }

  Key key() {
    return key;
  }

  public CounterName name() {
    return name;
  }

  /** The sum of what was added. */
  public long added() {
    return added.sum() & Long.MAX_VALUE;
  }

  /** The sum of what clients asked to take away, even where a count had stopped at 0. */
  public long taken() {
    return taken.sum() & Long.MAX_VALUE;
  }

  /** Whether the item was there and a number when it was read last. */
  public boolean hasValue() {
    return reading.known;
  }

  /** The number that the item held when it was read last, unsigned; else 0. */
  public long value() {
    return reading.number;
  }

  /** Number and presence change together. */
  private record Reading(boolean known, long number) {

    static final Reading NONE = new Reading(false, 0);

    static Reading of(Item item) {
      if (item == null) {
        return NONE;
      }
      byte[] value = item.value();
      int from = 0;
      int to = value.length;
      while (from < to && value[from] == ' ') {
        from++;
      }
      while (to > from && value[to - 1] == ' ') {
        to--;
      }
      return from < to && Decimal.isNumber(value, from, to)
          ? new Reading(true, Decimal.parse(value, from, to))
          : NONE;
    }
  }
}
