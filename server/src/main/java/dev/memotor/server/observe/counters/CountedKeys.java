package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The keys that clients count on, each with its counter, up to a bound; what is counted on keys
 * beyond it is one figure. Keys that nobody counts on any more make room if others are turned away.
 */
public final class CountedKeys {

  /** So long nobody has counted on a key, before it may lose its place. */
  private static final long IDLE_SECONDS = 600;

  /** The same if the item is gone. */
  private static final long DEAD_SECONDS = 60;

  /** Keys that leave at once, as a part of all: a flood of new ones does not sweep all out. */
  private static final int LEAVING_PART = 10;

  private final KeyChoice choice;
  private final int max;
  private final ConcurrentMap<Key, KeyCounter> counters = new ConcurrentHashMap<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final List<LoopCounts> loops = new CopyOnWriteArrayList<>();
  private long othersBefore;

  /**
   * No keys yet.
   *
   * @param max how many at most; 0 for none
   */
  public CountedKeys(KeyChoice choice, int max) {
    this.choice = choice;
    this.max = max;
  }

  /** What one more event loop counts; its thread alone may tell it. */
  public LoopCounts add() {
    LoopCounts loop = new LoopCounts(this);
    loops.add(loop);
    return loop;
  }

  boolean accepts(Key key) {
    return choice.accepts(key);
  }

  /** Watches a key that was counted on in the past. */
  void recall(Key key) {
    if (choice.accepts(key)) {
      register(key);
    }
  }

  /** The counter of a key, or null if there is no place for it. */
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
   * If keys were turned away since the last call, takes the places of some that nobody counts on
   * any more: first of those whose items are gone, then of those that are idle longest. To be
   * called every few seconds, by one thread.
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

  /** How many operations counted on keys that have no counter for want of a place. */
  public long operationsOnOthers() {
    long sum = 0;
    for (LoopCounts loop : loops) {
      sum += loop.operationsOnOthers();
    }
    return sum;
  }
}
