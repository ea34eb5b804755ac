package dev.memotor.engine.memory;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.PeriodicTask;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The items of the RAM tier between two flushes. Any of them may be evicted at any moment. */
final class HotItems extends ItemCache {

  /** An item may take this fraction of the limit: a large one must not evict many small ones. */
  private static final int LARGEST_SHARE = 16;

  private final BiConsumer<Key, Item> accesses;

  /**
   * Creates an empty cache.
   *
   * @param accesses gets each item that was read here, when it is evicted or when an operation on
   *     it goes to the engine
   */
  HotItems(long limit, long now, Counters counters, BiConsumer<Key, Item> accesses) {
    super(
        limit,
        now,
        counters,
        (key, item) -> {
          counters.evicted(item);
          reportAccess(accesses, key, item);
        });
    this.accesses = accesses;
  }

  private static void reportAccess(BiConsumer<Key, Item> accesses, Key key, Item item) {
    if (item.isFetched()) {
      accesses.accept(key, item);
    }
  }

  /** Reports the reads of an item, if it is here. */
  void reportAccess(Key key) {
    Item item = table.peek(key);
    if (item != null) {
      reportAccess(accesses, key, item);
    }
  }

  /** Reports the reads of all items. */
  void reportAccesses() {
    table.scan(
        (key, item) -> {
          reportAccess(accesses, key, item);
          return true;
        });
  }

  /** Returns the item under a key, expired or not, and counts the use; null if there is none. */
  @Nullable Item use(Key key) {
    return table.get(key);
  }

  /** Returns the item under a key, expired or not, without counting the use. */
  @Nullable Item peek(Key key) {
    return table.peek(key);
  }

  /** Returns whether an item is small enough to be held. */
  boolean accepts(Key key, Item item) {
    return Footprint.of(key, item) <= table.limit() / LARGEST_SHARE;
  }

  void put(Key key, Item item) {
    file(key, item, table.put(key, item));
  }

  void putIfAbsent(Key key, Item item) {
    if (table.putIfAbsent(key, item)) {
      file(key, item, null);
    }
  }

  void remove(Key key) {
    // Looking is cheaper than locking, and most keys that are written are not here.
    if (table.peek(key) != null) {
      table.remove(key);
    }
  }

  /** Removes what has expired or exceeds the limit; on the upkeep thread only. */
  void sweep(long now, PeriodicTask upkeep) {
    table.shrink(upkeep::isClosing);
    expire(now, upkeep);
  }

  @Override
  boolean removeExpired(Key key, Item item) {
    return table.remove(key, item);
  }
}
