package dev.memotor.server.observe.counters;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/**
 * What was counted on one key since this process began to watch it. The totals only grow, whatever
 * becomes of the item: a rate taken from them survives decr, expiry and deletion.
 */
public final class KeyCounter {

  private final Key key;
  private final CounterName name;
  private volatile CounterCell[] cells = {};
  private boolean gone;
  private volatile Reading reading = Reading.NONE;

  /** What {@link #idleSeconds} found last. */
  private long lastSum = -1;

  private long lastChange;

  KeyCounter(Key key) {
    this.key = key;
    this.name = CounterName.of(key);
  }

  /** A share of this counter for one more event loop, or null if the counter has left. */
  synchronized CounterCell newCell() {
    if (gone) {
      return null;
    }
    CounterCell cell = new CounterCell(key);
    CounterCell[] more = Arrays.copyOf(cells, cells.length + 1);
    more[cells.length] = cell;
    cells = more;
    return cell;
  }

  /** Tells the event loops that this counter has lost its place. */
  synchronized void leave() {
    gone = true;
    for (CounterCell cell : cells) {
      cell.leave();
    }
  }

  /**
   * For how long nothing has been counted, as far as former calls could see: the path that counts
   * pays nothing for it. By one thread.
   */
  long idleSeconds(long seconds) {
    long sum = added() + taken();
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
    return sum(CounterCell::added);
  }

  /** The sum of what clients asked to take away, even where a count had stopped at 0. */
  public long taken() {
    return sum(CounterCell::taken);
  }

  private long sum(ToLongFunction<CounterCell> part) {
    long sum = 0;
    for (CounterCell cell : cells) {
      sum += part.applyAsLong(cell);
    }
    return sum & Long.MAX_VALUE;
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
