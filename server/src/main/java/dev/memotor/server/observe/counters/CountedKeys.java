package dev.memotor.server.observe.counters;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.MonitoringConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The keys that clients count on, each with its counter, up to a limit; operations on keys beyond
 * it are one figure. Idle counters are evicted if keys are turned away.
 */
public final class CountedKeys {

  /** How long a counter must be idle before it may be evicted. */
  private static final long IDLE_SECONDS = 600;

  /** The same for a counter whose item no longer exists. */
  private static final long DEAD_SECONDS = 60;

  /** At most a tenth is evicted at once, so that a flood of new keys does not evict all. */
  private static final int EVICTED_PART = 10;

  private static final long MIN_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int INITIAL_CAPACITY = 64;

  private final KeyChoice choice;
  private final int max;
  private final ConcurrentMap<Key, KeyCounter> counters = new ConcurrentHashMap<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private long othersBefore;
  private CompletableFuture<Void> refreshed = CompletableFuture.completedFuture(null);
  private long refreshedNanos = System.nanoTime() - MIN_AGE_NANOS;

  /**
   * Creates an empty set.
   *
   * @param max the limit; 0 for no counters
   */
  CountedKeys(KeyChoice choice, int max) {
    this.choice = choice;
    this.max = max;
  }

  /**
   * Creates an empty set.
   *
   * @param on false to count no key
   * @throws ConfigurationException if a pattern is wrong
   */
  public static CountedKeys of(MonitoringConfig.Counters config, boolean on) {
    return new CountedKeys(choice(config), on ? config.max() : 0);
  }

  /**
   * Checks the patterns.
   *
   * @throws ConfigurationException if one is wrong
   */
  public static void check(MonitoringConfig.Counters config) {
    choice(config);
  }

  private static KeyChoice choice(MonitoringConfig.Counters config) {
    try {
      return config.patterns() == null ? KeyChoice.ALL : KeyChoice.parse(config.patterns());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "--counters " + config.patterns() + ": " + e.getMessage(), e);
    }
  }

  /** Adds an event loop. */
  public Loop newLoop() {
    Loop loop = new Loop();
    loops.add(loop);
    return loop;
  }

  /** Adds a counter for a key that was counted in an earlier run. */
  void recall(Key key) {
    if (choice.accepts(key)) {
      register(key);
    }
  }

  /** Returns the counter of a key, or null if the limit is reached. */
  private @Nullable KeyCounter register(Key key) {
    KeyCounter known = counters.get(key);
    if (known != null || taken.get() >= max) {
      return known;
    }
    return counters.computeIfAbsent(
        key,
        absent -> {
          // Two loops may both find the last place free.
          if (taken.incrementAndGet() > max) {
            taken.decrementAndGet();
            return null;
          }
          return new KeyCounter(key);
        });
  }

  /**
   * Evicts some idle counters if keys were turned away since the last call: first those whose items
   * no longer exist, then those idle longest. Call it every few seconds, on one thread.
   *
   * @param seconds the time, from any origin
   */
  public void makeRoom(long seconds) {
    List<KeyCounter> idleOnes = new ArrayList<>();
    for (KeyCounter counter : counters.values()) {
      long idle = counter.idleSeconds(seconds);
      if (idle >= IDLE_SECONDS || idle >= DEAD_SECONDS && !counter.hasValue()) {
        idleOnes.add(counter);
      }
    }
    long turnedAway = operationsOnOthers();
    if (turnedAway == othersBefore) {
      return;
    }
    othersBefore = turnedAway;
    idleOnes.sort(
        Comparator.comparing(KeyCounter::hasValue)
            .thenComparing(counter -> counter.idleSeconds(seconds), Comparator.reverseOrder()));
    for (KeyCounter counter : idleOnes.subList(0, Math.min(idleOnes.size(), evictedAtOnce()))) {
      counters.remove(counter.key());
      counter.evict();
      taken.decrementAndGet();
    }
  }

  private int evictedAtOnce() {
    return Math.max(1, max / EVICTED_PART);
  }

  /**
   * Reads the items' values: at most twice a second, so that a reader who asks every second gets
   * new ones each time, and never while a read is in flight, however slow the engine is.
   *
   * @return completes when the values are at most half a second old; never exceptionally
   */
  public synchronized CompletableFuture<Void> refresh(ItemReader reader) {
    long now = System.nanoTime();
    if (refreshed.isDone() && now - refreshedNanos >= MIN_AGE_NANOS) {
      refreshedNanos = now;
      List<KeyCounter> all = List.copyOf(counters.values());
      refreshed =
          all.isEmpty()
              ? CompletableFuture.completedFuture(null)
              : reader
                  .read(all.stream().map(KeyCounter::key).toList())
                  .thenAccept(results -> update(all, results));
    }
    return refreshed;
  }

  private static void update(List<KeyCounter> counters, Result[] results) {
    for (int i = 0; i < results.length; i++) {
      // After a failed read, the last value remains.
      if (results[i] != null) {
        counters.get(i).read(results[i].itemOrNull());
      }
    }
  }

  /** Returns whether a counter has not been evicted. */
  public boolean has(KeyCounter counter) {
    return counters.get(counter.key()) == counter;
  }

  boolean isFull() {
    return taken.get() >= max;
  }

  /** Returns all counters, in no order. */
  public Collection<KeyCounter> all() {
    return counters.values();
  }

  public int size() {
    return counters.size();
  }

  public int max() {
    return max;
  }

  /** Returns how many operations counted on keys turned away at the limit. */
  public long operationsOnOthers() {
    long sum = 0;
    for (Loop loop : loops) {
      sum += loop.others.getOpaque();
    }
    return sum;
  }

  /**
   * Counts the arithmetic of one event loop, on its thread only. Each loop has its own table, so
   * that finding a key reads nothing that another thread writes.
   */
  public final class Loop {

    /**
     * Uses open addressing. Its length is a power of two, and at least three quarters are free: a
     * second probe, which the processor cannot predict, costs more than everything else.
     */
    private KeyCounter.Cell[] table = new KeyCounter.Cell[INITIAL_CAPACITY];

    private int used;

    /** Written by the loop alone, read by others. */
    private final AtomicLong others = new AtomicLong();

    private Loop() {}

    /** Counts a successful operation. */
    public void count(Arithmetic operation, Result result) {
      if (max == 0) {
        return;
      }
      KeyCounter.Cell cell = cell(operation.key());
      if (cell == null) {
        return;
      }
      if (result.isCreated() && operation.vivify() != null) {
        cell.add(operation.vivify().initial());
      } else if (operation.direction() == Arithmetic.Direction.UP) {
        cell.add(operation.delta());
      } else {
        cell.take(operation.delta());
      }
    }

    private KeyCounter.@Nullable Cell cell(Key key) {
      KeyCounter.Cell[] cells = table;
      int mask = cells.length - 1;
      KeyCounter.Cell cell;
      for (int i = key.hashCode() & mask; (cell = cells[i]) != null; i = (i + 1) & mask) {
        if (cell.isOf(key) && !cell.isEvicted()) {
          return cell;
        }
      }
      return choice.accepts(key) ? newCell(key) : null;
    }

    private KeyCounter.@Nullable Cell newCell(Key key) {
      KeyCounter counter = register(key);
      KeyCounter.Cell cell = counter == null ? null : counter.newCell();
      if (cell == null) {
        others.setOpaque(others.getPlain() + 1);
        return null;
      }
      if (used >= table.length / 4) {
        rebuild();
      }
      put(table, cell);
      used++;
      return cell;
    }

    /** Drops the cells of evicted counters, and grows the table if the others need it. */
    private void rebuild() {
      int staying = 0;
      for (KeyCounter.Cell cell : table) {
        if (cell != null && !cell.isEvicted()) {
          staying++;
        }
      }
      int length = INITIAL_CAPACITY;
      while (length < staying * 8) {
        length *= 2;
      }
      KeyCounter.Cell[] larger = new KeyCounter.Cell[length];
      used = 0;
      for (KeyCounter.Cell cell : table) {
        // One that is evicted right now is noticed at its next use or at the next rebuild.
        if (cell != null && !cell.isEvicted()) {
          put(larger, cell);
          used++;
        }
      }
      table = larger;
    }

    private static void put(KeyCounter.Cell[] cells, KeyCounter.Cell cell) {
      int mask = cells.length - 1;
      int i = cell.hash() & mask;
      while (cells[i] != null) {
        i = (i + 1) & mask;
      }
      cells[i] = cell;
    }
  }
}
