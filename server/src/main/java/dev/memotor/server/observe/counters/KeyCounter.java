package dev.memotor.server.observe.counters;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one key since this process first saw it. The totals only grow, whatever happens to
 * the item: rates computed from them survive decr, expiry and deletion.
 *
 * <p>A key such as {@code requests|path=/login|code=200} is a name with labels. A key that breaks
 * this convention anywhere is a name as a whole.
 */
public final class KeyCounter {

  private final Key key;
  private final String text;
  private final String name;
  private final Map<String, String> labels;
  private volatile Cell[] cells = {};
  private boolean evicted;
  private volatile Reading reading = Reading.NONE;

  /** The latest result of {@link #idleSeconds}. */
  private long lastSum = -1;

  private long lastChange;

  KeyCounter(Key key) {
    this.key = key;
    this.text = KeyText.of(key);
    this.labels = labels(text);
    this.name = labels.isEmpty() ? text : text.substring(0, text.indexOf('|'));
  }

  private static Map<String, String> labels(String text) {
    String[] parts = text.split("\\|", -1);
    if (parts.length == 1 || parts[0].isEmpty()) {
      return Map.of();
    }
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals <= 0
          || labels.put(parts[i].substring(0, equals), parts[i].substring(equals + 1)) != null) {
        return Map.of();
      }
    }
    return labels;
  }

  /** Returns a cell for one more event loop, or null if the counter was evicted. */
  synchronized @Nullable Cell newCell() {
    if (evicted) {
      return null;
    }
    Cell cell = new Cell(key);
    Cell[] more = Arrays.copyOf(cells, cells.length + 1);
    more[cells.length] = cell;
    cells = more;
    return cell;
  }

  /** Tells the event loops that this counter was evicted. */
  synchronized void evict() {
    evicted = true;
    for (Cell cell : cells) {
      cell.evicted = true;
    }
  }

  /**
   * Returns for how long nothing has been counted, as seen by the calls of this method: counting
   * itself records no time. For one thread only.
   */
  long idleSeconds(long seconds) {
    long sum = added() + taken();
    if (sum != lastSum) {
      lastSum = sum;
      lastChange = seconds;
    }
    return seconds - lastChange;
  }

  void read(@Nullable Item item) {
    reading = Reading.of(item);
  }

  Key key() {
    return key;
  }

  /** Returns the whole key as text; different for different keys. */
  public String text() {
    return text;
  }

  /** Returns what precedes the labels. */
  public String name() {
    return name;
  }

  /** Returns the labels in the order of the key. */
  public Map<String, String> labels() {
    return labels;
  }

  /** Returns the sum of what was added. */
  public long added() {
    return sum(Cell::added);
  }

  /** Returns the sum of what clients asked to subtract, even where a count had stopped at 0. */
  public long taken() {
    return sum(Cell::taken);
  }

  private long sum(ToLongFunction<Cell> part) {
    long sum = 0;
    for (Cell cell : cells) {
      sum += part.applyAsLong(cell);
    }
    return sum & Long.MAX_VALUE;
  }

  /** Returns whether the item existed and was a number when it was last read. */
  public boolean hasValue() {
    return reading.known;
  }

  /** Returns the unsigned number that the item held when it was last read; else 0. */
  public long value() {
    return reading.number;
  }

  /**
   * What one event loop has counted: only its thread adds, any thread reads. So writing threads
   * share no sum, and adding takes no locked instruction, which would wait for all earlier writes
   * of the loop.
   */
  static final class Cell {

    private static final VarHandle ADDED = handle("added");
    private static final VarHandle TAKEN = handle("taken");

    private final byte[] key;
    private final int hash;
    private volatile boolean evicted;

    // Other threads read both through the handles only.
    private long added;
    private long taken;

    private Cell(Key key) {
      this.key = key.bytes();
      this.hash = key.hashCode();
    }

    private static VarHandle handle(String field) {
      try {
        return MethodHandles.lookup().findVarHandle(Cell.class, field, long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    boolean isOf(Key other) {
      return hash == other.hashCode() && Arrays.equals(key, other.bytes());
    }

    int hash() {
      return hash;
    }

    /** Returns whether its counter was evicted: what follows is counted elsewhere, or nowhere. */
    boolean isEvicted() {
      return evicted;
    }

    void add(long amount) {
      if (amount >= 0) {
        ADDED.setOpaque(this, added + amount);
      } else {
        // An increment that wraps around at 2^64 is a decrement without a floor.
        TAKEN.setOpaque(this, taken + (amount == Long.MIN_VALUE ? Long.MAX_VALUE : -amount));
      }
    }

    void take(long amount) {
      TAKEN.setOpaque(this, taken + (amount >= 0 ? amount : Long.MAX_VALUE));
    }

    private long added() {
      return (long) ADDED.getOpaque(this);
    }

    private long taken() {
      return (long) TAKEN.getOpaque(this);
    }
  }

  /** The number and whether there is an item: they change together. */
  private record Reading(boolean known, long number) {

    static final Reading NONE = new Reading(false, 0);

    static Reading of(@Nullable Item item) {
      if (item == null) {
        return NONE;
      }
      byte[] value = item.value().bytes();
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
