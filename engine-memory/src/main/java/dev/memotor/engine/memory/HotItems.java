package dev.memotor.engine.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ExpiryWheel;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tier's items between two flushes, bounded in bytes with overhead; Caffeine decides which stay
 * (W-TinyLFU). Any of them may go at any moment.
 */
final class HotItems {

  /** A usual item with its overhead, for the first size of the map's table. */
  private static final int USUAL_FOOTPRINT = 300;

  private static final int LARGEST_FIRST_TABLE = 1 << 23;

  /** One large item must not drive out too many small ones. */
  private static final int LARGEST_SHARE = 16;

  private final Counters counters;
  private final Cache<Key, Item> cache;
  private final ConcurrentMap<Key, Item> map;
  private final Policy<Key, Item> policy;
  private final ExpiryWheel wheel;
  private final AtomicLong bytes = new AtomicLong();
  private volatile long limit;

  HotItems(long limit, long now, Counters counters, Upkeep upkeep) {
    this.limit = limit;
    this.counters = counters;
    cache =
        Caffeine.newBuilder()
            // A table that grows later makes one writer wait until all items have moved.
            .initialCapacity((int) Math.min(limit / USUAL_FOOTPRINT, LARGEST_FIRST_TABLE))
            .executor(upkeep)
            .maximumWeight(limit)
            .weigher(new Footprint())
            .evictionListener((Key key, Item item, RemovalCause cause) -> evicted(key, item))
            .build();
    map = cache.asMap();
    policy = cache.policy();
    wheel = new ExpiryWheel(now);
  }

  /** The item under a key, or null; it may have expired. Counts for its staying. */
  Item use(Key key) {
    return map.get(key);
  }

  /** The same without leaving a trace. */
  Item peek(Key key) {
    return policy.getIfPresentQuietly(key);
  }

  /** Whether an item is not too large to be held. */
  boolean accepts(Key key, Item item) {
    return Footprint.of(key, item) <= limit / LARGEST_SHARE;
  }

  void put(Key key, Item item) {
    put(key, item, map.put(key, item));
  }

  void putIfAbsent(Key key, Item item) {
    if (map.putIfAbsent(key, item) == null) {
      put(key, item, null);
    }
  }

  private void put(Key key, Item item, Item old) {
    long growth = Footprint.of(key, item) - (old == null ? 0L : Footprint.of(key, old));
    if (bytes.addAndGet(growth) > limit + limit / 8) {
      // The upkeep thread does not keep up: who fills the memory helps to empty it.
      cache.cleanUp();
    }
    long exptime = item.exptime();
    if (exptime != Exptime.NEVER && (old == null || old.exptime() != exptime)) {
      wheel.file(key, exptime);
    }
  }

  void remove(Key key) {
    // The look is cheap, and most keys that are written are not here.
    if (map.containsKey(key)) {
      Item old = map.remove(key);
      if (old != null) {
        bytes.addAndGet(-Footprint.of(key, old));
      }
    }
  }

  private void evicted(Key key, Item item) {
    bytes.addAndGet(-Footprint.of(key, item));
    counters.evicted(item);
  }

  /** Takes out what has expired or is too much; the upkeep thread only. */
  void sweep(long now) {
    if (bytes.get() > limit) {
      // Writes that came while Caffeine evicted are seen at the next one, which may never come.
      cache.cleanUp();
    }
    wheel.advance(
        now,
        (key, exptime) -> {
          Item item = peek(key);
          if (item == null || !item.isExpired(now)) {
            return item != null && item.exptime() == exptime;
          }
          if (map.remove(key, item)) {
            bytes.addAndGet(-Footprint.of(key, item));
            counters.expired().increment();
          }
          return false;
        });
    wheel.compact(
        (key, exptime) -> {
          Item item = peek(key);
          return item != null && item.exptime() == exptime;
        });
  }

  void resize(long newLimit, Upkeep upkeep) {
    long from = Math.max(newLimit, Math.min(limit, bytes.get()));
    limit = newLimit;
    upkeep.execute(new GradualResize(cache, from, newLimit, () -> limit, upkeep));
  }

  long items() {
    return cache.estimatedSize();
  }

  long bytes() {
    return bytes.get();
  }
}
