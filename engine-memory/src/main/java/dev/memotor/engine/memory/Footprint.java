package dev.memotor.engine.memory;

import com.github.benmanes.caffeine.cache.Weigher;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;

/** What an item takes in the heap, in bytes, with everything that exists because of it. */
final class Footprint implements Weigher<Key, Item> {

  /**
   * Objects of fixed size, as 64-bit HotSpot with compressed references lays them out: the map's
   * node (32) and its slot in the table (about 8), the policy's node (40), the key (24), the item
   * (40), an entry in the expiry wheel (8).
   */
  private static final int FIXED = 152;

  private static final int ARRAY_HEADER = 16;

  static int of(Key key, Item item) {
    return FIXED + array(key.length()) + array(item.value().length);
  }

  private static int array(int length) {
    return (ARRAY_HEADER + length + 7) & ~7;
  }

  @Override
  public int weigh(Key key, Item item) {
    return of(key, item);
  }
}
