package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ExpiryWheel;
import java.util.function.BiConsumer;

/**
 * The tier's items between two flushes, bounded in bytes with overhead. Any of them may go at any
 * moment.
 */
final class HotItems {

  /** One large item must not drive out too many small ones. */
  private static final int LARGEST_SHARE = 16;

  private final Counters counters;
  private final BiConsumer<Key, Item> accesses;
  private final ItemTable table;
  private final ExpiryWheel wheel;

  /**
   * No items yet.
   *
   * @param accesses hears of items that were read here and go, or are about to be asked for
   *     elsewhere
   */
  HotItems(long limit, long now, Counters counters, BiConsumer<Key, Item> accesses) {
    this.counters = counters;
    this.accesses = accesses;
    table = new ItemTable(limit, this::evicted);
    wheel = new ExpiryWheel(now);
  }

  private void evicted(Key key, Item item) {
    counters.evicted(item);
    tellAccess(key, item);
  }

  private boolean tellAccess(Key key, Item item) {
    if (item.isFetched()) {
      accesses.accept(key, item);
    }
    return true;
  }

  /** Tells of the reads of an item, if it is here. */
  void tellAccess(Key key) {
    Item item = table.peek(key);
    if (item != null) {
      tellAccess(key, item);
    }
  }

  /** The same for all items. */
  void tellAccesses() {
    table.scan(this::tellAccess);
  }

  /** See {@link ItemTable#warm}. */
  void warm(Batch batch) {
    table.warm(batch);
  }

  /** The item under a key, or null; it may have expired. Counts for its staying. */
  Item use(Key key) {
    return table.get(key);
  }

  /** The same without leaving a trace. */
  Item peek(Key key) {
    return table.peek(key);
  }

  /** Whether an item is not too large to be held. */
  boolean accepts(Key key, Item item) {
    return Footprint.of(key, item) <= table.limit() / LARGEST_SHARE;
  }

  void put(Key key, Item item) {
    Item old = table.put(key, item);
    if (old == null || old.exptime() != item.exptime()) {
      file(key, item);
    }
  }

  void putIfAbsent(Key key, Item item) {
    if (table.putIfAbsent(key, item)) {
      file(key, item);
    }
  }

  private void file(Key key, Item item) {
    if (item.exptime() != Exptime.NEVER) {
      wheel.file(key, item.exptime());
    }
  }

  void remove(Key key) {
    // The look is cheap, and most keys that are written are not here.
    if (table.peek(key) != null) {
      table.remove(key);
    }
  }

  /** Takes out what has expired or is too much; the upkeep thread only. */
  void sweep(long now, Upkeep upkeep) {
    table.shrink(upkeep::isStopped);
    wheel.advance(
        now,
        (key, exptime) -> {
          Item item = peek(key);
          if (item == null || !item.isExpired(now)) {
            return item != null && item.exptime() == exptime;
          }
          if (table.remove(key, item)) {
            counters.expired(item);
          }
          return false;
        });
    wheel.compact(
        (key, exptime) -> {
          Item item = peek(key);
          return item != null && item.exptime() == exptime;
        });
  }

  void resize(long newLimit) {
    table.setLimit(newLimit);
  }

  long items() {
    return table.size();
  }

  long bytes() {
    return table.bytes();
  }
}
