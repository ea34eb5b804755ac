package dev.memotor.engine.memory;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the engine was opened; counted by many threads. */
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

  /** An item went because memory was short; one that had expired anyway is no loss. */
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

  /** The space of an expired item came back. */
  void expired(Item item) {
    expired.increment();
    if (!item.isFetched()) {
      expiredUnfetched.increment();
    }
  }

  /** Adds the figures that memcached has of evictions and expiry. */
  void describe(Map<String, String> details) {
    details.put(EngineStats.EVICTED_NONZERO, evictedNonzero.toString());
    details.put(EngineStats.EVICTED_TIME, Long.toString(evictedTime));
    details.put(EngineStats.EVICTED_UNFETCHED, evictedUnfetched.toString());
    details.put(EngineStats.EXPIRED_UNFETCHED, expiredUnfetched.toString());
  }
}
