package dev.memotor.engine.memory;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.memory.ItemTable.ValueAccess;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The items of the RAM tier between two flushes. Any of them may be evicted at any moment. */
final class HotItems {

  /** An item may take this fraction of the limit: a large one must not evict many small ones. */
  private static final int LARGEST_SHARE = 16;

  final ItemTable table;
  private final BiConsumer<Key, Item> accesses;

  /**
   * Creates an empty set.
   *
   * @param accesses gets each item that was read here, when it is evicted or when an operation on
   *     it goes to the engine
   */
  HotItems(Memory memory, long now, Counters counters, BiConsumer<Key, Item> accesses) {
    this.accesses = accesses;
    this.table =
        new ItemTable(
            memory,
            now,
            true,
            (key, item) -> {
              counters.evicted(item);
              reportAccess(key, item);
            });
  }

  private void reportAccess(Key key, Item item) {
    if (item.isFetched()) {
      accesses.accept(key, item);
    }
  }

  /** Reports the reads of an item, if it is here. */
  void reportAccess(Key key) {
    Item item = peek(key, ValueAccess.LEFT_OUT);
    if (item != null) {
      reportAccess(key, item);
    }
  }

  /** Reports the reads of all items. */
  void reportAccesses() {
    table.scan(
        (key, item) -> {
          reportAccess(key, item);
          return true;
        });
  }

  /**
   * Returns the item under a key, expired or not, without counting a use; null if there is none.
   */
  @Nullable Item peek(Key key, ValueAccess access) {
    int hash = ItemTable.hash(key);
    synchronized (table.stripe(hash)) {
      long found = table.find(key, hash, false);
      return found == 0 ? null : table.item(found, access);
    }
  }

  /** Returns whether an item is small enough to be held. */
  boolean accepts(Key key, Item item) {
    return key.length() + (long) item.value().length() <= table.memory().limit() / LARGEST_SHARE;
  }

  /** Puts an item; if there is no memory for it, the key holds nothing. */
  void put(Key key, Item item) {
    put(key, item, true);
  }

  void putIfAbsent(Key key, Item item) {
    put(key, item, false);
  }

  private void put(Key key, Item item, boolean replaces) {
    if (!table.needsCopy(key, item.value())) {
      link(key, item, replaces);
      return;
    }
    TableLanding copy = table.copy(key, item.value(), null);
    if (copy == null) {
      remove(key);
    } else {
      link(
          key,
          Item.restore(
              copy,
              item.flags(),
              item.exptime(),
              item.cas(),
              item.marks(),
              item.isFetched(),
              item.lastAccess()),
          replaces);
      copy.abandon();
    }
  }

  private void link(Key key, Item item, boolean replaces) {
    int hash = ItemTable.hash(key);
    synchronized (table.stripe(hash)) {
      long found = table.find(key, hash, false);
      if ((found == 0 || replaces) && !table.put(key, hash, found, null, item) && found != 0) {
        table.remove(hash, found);
      }
    }
    table.makeRoom();
  }

  void remove(Key key) {
    int hash = ItemTable.hash(key);
    synchronized (table.stripe(hash)) {
      long found = table.find(key, hash, false);
      if (found != 0) {
        table.remove(hash, found);
      }
    }
  }

  /** Records a read of the item with this CAS number, if it is here. */
  void recordAccess(Key key, long cas, long now) {
    int hash = ItemTable.hash(key);
    synchronized (table.stripe(hash)) {
      long found = table.find(key, hash, false);
      if (found != 0 && table.item(found, ValueAccess.LEFT_OUT).cas() == cas) {
        table.recordAccess(key, now);
      }
    }
  }
}
