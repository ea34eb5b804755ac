package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ExpiryWheel;
import dev.memotor.engine.support.PeriodicTask;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A bounded table of items together with the index of their expiry. */
abstract class ItemCache {

  final ItemTable table;
  final Counters counters;
  private final ExpiryWheel wheel;

  /**
   * Creates an empty cache.
   *
   * @param onEviction gets each item that is evicted, under a lock
   */
  ItemCache(long limit, long now, Counters counters, BiConsumer<Key, Item> onEviction) {
    this.table = new ItemTable(limit, onEviction);
    this.counters = counters;
    this.wheel = new ExpiryWheel(now);
  }

  /** See {@link ItemTable#warm}. */
  final void warm(Batch batch) {
    table.warm(batch);
  }

  /** Files an item that was just put, unless the item that it replaced had the same exptime. */
  final void file(Key key, Item item, @Nullable Item old) {
    long exptime = item.exptime();
    if (exptime != Exptime.NEVER && (old == null || old.exptime() != exptime)) {
      wheel.file(key, exptime);
    }
  }

  /** Removes expired items; on the upkeep thread only. */
  final void expire(long now, PeriodicTask upkeep) {
    wheel.advance(
        now,
        (key, exptime) -> {
          Item item = upkeep.isClosing() ? null : table.peek(key);
          if (item != null && item.isExpired(now) && removeExpired(key, item)) {
            counters.expired(item);
            return false;
          }
          return item != null && isCurrent(key, exptime);
        });
    wheel.compact(this::isCurrent);
  }

  private boolean isCurrent(Key key, long exptime) {
    Item item = table.peek(key);
    return item != null && item.exptime() == exptime;
  }

  /** Removes this item; returns false if the key no longer holds it. */
  abstract boolean removeExpired(Key key, Item item);

  /** Sets a new limit, to which the upkeep thread shrinks the cache. */
  final void resize(long newLimit) {
    table.setLimit(newLimit);
  }

  final long items() {
    return table.size();
  }

  final long bytes() {
    return table.bytes();
  }

  final long expiryEntries() {
    return wheel.size();
  }
}
