package dev.memotor.engine.memory;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;

/** What an item takes in the heap, in bytes, with everything that exists because of it. */
final class Footprint {

  /**
   * What has a fixed size, as 64-bit HotSpot with compressed references lays it out: the slot in
   * the table (13, of which little over half are taken, so about 24), the item (40).
   */
  private static final int FIXED = 64;

  /** An entry in the expiry wheel (8) and the key that it holds (24). */
  private static final int EXPIRY = 32;

  private static final int ARRAY_HEADER = 16;

  private Footprint() {}

  static int of(Key key, Item item) {
    int expiry = item.exptime() == Exptime.NEVER ? 0 : EXPIRY;
    return FIXED + expiry + array(key.length()) + array(item.value().length);
  }

  private static int array(int length) {
    return (ARRAY_HEADER + length + 7) & ~7;
  }
}
