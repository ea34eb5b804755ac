package dev.memotor.engine.memory;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import java.util.concurrent.atomic.LongAdder;

/** Counts what has happened since the engine was opened. Thread-safe. */
final class Counters {

  private final EngineClock clock;
  private final LongAdder stored = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder evictedNonzero = new LongAdder();
  private final LongAdder evictedUnfetched = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder expiredUnfetched = new LongAdder();
  private volatile long evictedTime;

  Counters(EngineClock clock) {
    this.clock = clock;
  }

  LongAdder stored() {
    return stored;
  }

  LongAdder evictions() {
    return evictions;
  }

  LongAdder expired() {
    return expired;
  }

  /** Counts an item that was evicted; one that had expired counts as expired only. */
  void evicted(Item item) {
    long now = clock.now();
    if (item.isExpired(now)) {
      expired(item);
      return;
    }
    evictions.increment();
    evictedTime = Math.max(0, now - item.lastAccess());
    if (item.exptime() != Exptime.NEVER) {
      evictedNonzero.increment();
    }
    if (!item.isFetched()) {
      evictedUnfetched.increment();
    }
  }

  /** Counts an expired item whose space was reclaimed. */
  void expired(Item item) {
    expired.increment();
    if (!item.isFetched()) {
      expiredUnfetched.increment();
    }
  }

  /** Adds memcached's figures on evictions and expiry. */
  void describe(EngineStats.Builder stats) {
    stats.detail(EngineStats.EVICTED_NONZERO, evictedNonzero);
    stats.detail(EngineStats.EVICTED_TIME, evictedTime);
    stats.detail(EngineStats.EVICTED_UNFETCHED, evictedUnfetched);
    stats.detail(EngineStats.EXPIRED_UNFETCHED, expiredUnfetched);
  }
}
