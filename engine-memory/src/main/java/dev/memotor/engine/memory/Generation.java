package dev.memotor.engine.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.memotor.engine.CasSource;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import dev.memotor.engine.support.ExpiryWheel;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All items stored between two flushes. A flush puts a new generation in the place of the old one,
 * which takes no time whatever it holds.
 *
 * <p>Caffeine holds the items and decides which one goes when memory is short. When an item expires
 * is decided here, by the engine's clock: Caffeine's own expiry would free everything that expires
 * in one second in one go under the lock that writers need.
 *
 * <p>Changes of a key happen under the lock of its stripe. That is as atomic as the map's compute,
 * and makes no objects. Reads take no lock. Evictions do not take it either: they come between two
 * operations, or are overtaken by the one at hand.
 */
final class Generation {

  /** Many more than threads, so that two of them rarely meet. */
  private static final int STRIPES = 1024;

  /** A usual item with its overhead, for the first size of the map's table. */
  private static final int USUAL_FOOTPRINT = 300;

  private static final int LARGEST_FIRST_TABLE = 1 << 23;

  /** How many expired items go before Caffeine's buffers are emptied for other writers. */
  private static final int SWEEP_STEP = 64;

  private final Object[] stripes = new Object[STRIPES];
  private final AtomicLong bytes = new AtomicLong();
  private final Counters counters;
  private final CasSource casSource;
  private final boolean evict;
  private final Cache<Key, Item> cache;
  private final ConcurrentMap<Key, Item> map;
  private final Policy<Key, Item> policy;
  private final ExpiryWheel wheel;
  private volatile long limit;

  Generation(
      long limit, boolean evict, long now, CasSource casSource, Counters counters, Upkeep upkeep) {
    this.limit = limit;
    this.evict = evict;
    this.casSource = casSource;
    this.counters = counters;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Object();
    }
    Caffeine<Object, Object> builder =
        Caffeine.newBuilder()
            // A table that grows later makes one writer wait until all items have moved.
            .initialCapacity((int) Math.min(limit / USUAL_FOOTPRINT, LARGEST_FIRST_TABLE))
            .executor(upkeep);
    cache =
        evict
            ? builder
                .maximumWeight(limit)
                .weigher(new Footprint())
                .evictionListener(this::evicted)
                .build()
            : builder.build();
    map = cache.asMap();
    policy = cache.policy();
    wheel = new ExpiryWheel(now);
  }

  /** Executes one operation; throws an {@link EngineException} if there is no room. */
  Result execute(Operation operation, long now) {
    if (operation instanceof Get get) {
      Transition transition = Semantics.apply(get, read(get), now, casSource);
      if (!transition.changes()) {
        return accessed(transition, now);
      }
      // Seldom: it creates, touches or wins. Then once more, alone on the key.
    }
    Key key = operation.key();
    synchronized (stripe(key)) {
      Item item = operation.readsItem() ? map.get(key) : null;
      Transition transition = Semantics.apply(operation, item, now, casSource);
      switch (transition.kind()) {
        case PUT -> put(operation, key, transition.item());
        case REMOVE -> remove(key);
        default -> accessed(transition, now);
      }
      return transition.result();
    }
  }

  private Item read(Get get) {
    return get.options().recordAccess()
        ? map.get(get.key())
        : policy.getIfPresentQuietly(get.key());
  }

  private static Result accessed(Transition transition, long now) {
    if (transition.kind() == Transition.Kind.ACCESS) {
      Item item = transition.item();
      // Most reads find it written already, and leave other threads their cache line.
      if (item.lastAccess() != now || !item.isFetched()) {
        item.recordAccess(now);
      }
    }
    return transition.result();
  }

  private void put(Operation operation, Key key, Item item) {
    long footprint = Footprint.of(key, item);
    if (footprint > limit) {
      throw refused(operation, "an item is larger than all memory for items");
    }
    Item old;
    if (evict) {
      old = map.put(key, item);
      if (bytes.addAndGet(growth(key, old, footprint)) > limit + limit / 8) {
        // The upkeep thread does not keep up: who fills the memory helps to empty it.
        cache.cleanUp();
      }
    } else {
      // Nothing but operations under this lock changes the key, so what is reserved is right.
      old = map.get(key);
      long growth = growth(key, old, footprint);
      if (bytes.addAndGet(growth) > limit && growth > 0) {
        bytes.addAndGet(-growth);
        throw refused(operation, "all memory for items is in use, and eviction is off");
      }
      map.put(key, item);
    }
    counters.stored().increment();
    long exptime = item.exptime();
    if (exptime != Exptime.NEVER && (old == null || old.exptime() != exptime)) {
      wheel.file(key, exptime);
    }
  }

  private static long growth(Key key, Item old, long footprint) {
    return old == null ? footprint : footprint - Footprint.of(key, old);
  }

  private EngineException refused(Operation operation, String reason) {
    if (Semantics.removesWhenRefused(operation)) {
      remove(operation.key());
    }
    return new EngineException(EngineException.Kind.FULL, reason);
  }

  private boolean remove(Key key) {
    Item old = map.remove(key);
    if (old == null) {
      return false;
    }
    bytes.addAndGet(-Footprint.of(key, old));
    return true;
  }

  /** Called by Caffeine for each item that it takes out by itself, before anyone can miss it. */
  private void evicted(Key key, Item item, RemovalCause cause) {
    bytes.addAndGet(-Footprint.of(key, item));
    counters.evicted(item);
  }

  /** Takes out what has expired or is too much; the upkeep thread only. */
  void sweep(long now, Upkeep upkeep) {
    if (evict && bytes.get() > limit) {
      // Writes that came while Caffeine evicted are seen at the next one, which may never come.
      cache.cleanUp();
    }
    int[] swept = new int[1];
    wheel.advance(
        now,
        (key, exptime) -> {
          if (upkeep.isStopped()) {
            return false;
          }
          synchronized (stripe(key)) {
            Item item = policy.getIfPresentQuietly(key);
            if (item == null || !item.isExpired(now)) {
              return item != null && item.exptime() == exptime;
            }
            if (remove(key)) {
              counters.expired().increment();
            }
          }
          if (++swept[0] % SWEEP_STEP == 0) {
            cache.cleanUp();
          }
          return false;
        });
    wheel.compact(
        (key, exptime) -> {
          Item item = policy.getIfPresentQuietly(key);
          return item != null && item.exptime() == exptime;
        });
  }

  /** Sets a new bound at once; what is above it goes bit by bit. */
  void resize(long newLimit, Upkeep upkeep) {
    long from = Math.max(newLimit, Math.min(limit, bytes.get()));
    limit = newLimit;
    if (evict) {
      upkeep.execute(new GradualResize(cache, from, newLimit, () -> limit, upkeep));
    }
  }

  void scan(long now, Engine.ItemVisitor visitor) {
    for (Map.Entry<Key, Item> entry : map.entrySet()) {
      Item item = entry.getValue();
      if (!item.isExpired(now) && !visitor.visit(entry.getKey(), item)) {
        return;
      }
    }
  }

  long items() {
    return cache.estimatedSize();
  }

  long bytes() {
    return bytes.get();
  }

  long limit() {
    return limit;
  }

  long expiryEntries() {
    return wheel.size();
  }

  private Object stripe(Key key) {
    int hash = key.hashCode();
    return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
  }
}
