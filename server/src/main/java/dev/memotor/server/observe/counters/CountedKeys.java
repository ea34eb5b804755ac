package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.MonitoringConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The keys that clients count on, each with its counter, up to a bound; operations on keys beyond
 * it are one figure. Idle keys make room if others are turned away.
 */
public final class CountedKeys {

  /** How long a key must be idle before it may lose its place. */
  private static final long IDLE_SECONDS = 600;

  /** The same if the item is gone. */
  private static final long DEAD_SECONDS = 60;

  /**
   * The part of all keys that may leave at once, so that a flood of new ones does not evict all.
   */
  private static final int LEAVING_PART = 10;

  private final KeyChoice choice;
  private final int max;
  private final ConcurrentMap<Key, KeyCounter> counters = new ConcurrentHashMap<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final List<LoopCounts> loops = new CopyOnWriteArrayList<>();
  private long othersBefore;

  /**
   * Makes an empty set.
   *
   * @param max how many at most; 0 for none
   */
  CountedKeys(KeyChoice choice, int max) {
    this.choice = choice;
    this.max = max;
  }

  /**
   * Makes an empty set.
   *
   * @param on whether any key is counted at all
   * @throws ConfigurationException if a pattern is wrong
   */
  public static CountedKeys of(MonitoringConfig.Counters config, boolean on) {
    try {
      KeyChoice choice =
          config.patterns() == null ? KeyChoice.ALL : KeyChoice.parse(config.patterns());
      return new CountedKeys(choice, on ? config.max() : 0);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "--counters " + config.patterns() + ": " + e.getMessage(), e);
    }
  }

  /** Makes the counts of one more event loop. */
  public LoopCounts newLoop() {
    LoopCounts loop = new LoopCounts(this);
    loops.add(loop);
    return loop;
  }

  boolean accepts(Key key) {
    return choice.accepts(key);
  }

  /** Makes a counter for a key that was counted on in a former run. */
  void recall(Key key) {
    if (choice.accepts(key)) {
      register(key);
    }
  }

  /** Returns the counter of a key, or null if there is no place for it. */
  KeyCounter register(Key key) {
    KeyCounter known = counters.get(key);
    if (known != null || taken.get() >= max) {
      return known;
    }
    return counters.computeIfAbsent(
        key,
        absent -> {
          // Two loops may find the last place free at the same time.
          if (taken.incrementAndGet() > max) {
            taken.decrementAndGet();
            return null;
          }
          return new KeyCounter(key);
        });
  }

  /**
   * Evicts some idle keys if others were turned away since the last call: first those whose items
   * are gone, then those idle longest. To be called every few seconds, by one thread.
   *
   * @param seconds the time, from any beginning
   */
  public void makeRoom(long seconds) {
    List<KeyCounter> leaving = new ArrayList<>();
    for (KeyCounter counter : counters.values()) {
      long idle = counter.idleSeconds(seconds);
      if (idle >= IDLE_SECONDS || idle >= DEAD_SECONDS && !counter.hasValue()) {
        leaving.add(counter);
      }
    }
    long turnedAway = operationsOnOthers();
    if (turnedAway == othersBefore) {
      return;
    }
    othersBefore = turnedAway;
    leaving.sort(
        Comparator.comparing(KeyCounter::hasValue)
            .thenComparing(counter -> counter.idleSeconds(seconds), Comparator.reverseOrder()));
    for (KeyCounter counter : leaving.subList(0, Math.min(leaving.size(), leavingAtOnce()))) {
      counters.remove(counter.key());
      counter.leave();
      taken.decrementAndGet();
    }
  }

  private int leavingAtOnce() {
    return Math.max(1, max / LEAVING_PART);
  }

  /** Whether a counter still has its place. */
  public boolean has(KeyCounter counter) {
    return counters.get(counter.key()) == counter;
  }

  boolean isFull() {
    return taken.get() >= max;
  }

  /** All counters, in no order. */
  public Collection<KeyCounter> all() {
    return counters.values();
  }

  public int size() {
    return counters.size();
  }

  public int max() {
    return max;
  }

  /** How many operations counted on keys that have no counter because there was no place. */
  public long operationsOnOthers() {
    long sum = 0;
    for (LoopCounts loop : loops) {
      sum += loop.operationsOnOthers();
    }
    return sum;
  }
}
