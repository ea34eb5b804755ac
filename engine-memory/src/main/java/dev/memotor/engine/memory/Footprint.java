package dev.memotor.engine.memory;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;

/** Estimates the heap bytes that an item takes, including all overhead. */
final class Footprint {

  /**
   * The parts of fixed size, as 64-bit HotSpot with compressed references lays them out: the slot
   * in the table (13, of which little more than half are in use, so about 24), the item (40) and
   * its value (16).
   */
  private static final int FIXED = 80;

  /** An entry of the expiry wheel (8) and its key (24). */
  private static final int EXPIRY = 32;

  private static final int ARRAY_HEADER = 16;

  private Footprint() {}

  static int of(Key key, Item item) {
    int expiry = item.exptime() == Exptime.NEVER ? 0 : EXPIRY;
    return FIXED + expiry + array(key.length()) + array(item.value().length());
  }

  private static int array(int length) {
    return (ARRAY_HEADER + length + 7) & ~7;
  }
}
