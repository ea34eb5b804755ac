package dev.memotor.engine.support;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When items were read last, for engines that do not write on a read: a table of fixed size in RAM
 * that forgets the older of two items that meet in one place. It feeds the meta flags {@code h} and
 * {@code l}, and nothing that matters.
 */
public final class AccessRecord {

  private final AtomicLongArray slots;

  /**
   * A table of 8 bytes per slot.
   *
   * @param count how many slots, rounded up to a power of two
   */
  public AccessRecord(int count) {
    slots = new AtomicLongArray(Integer.highestOneBit(Math.max(2, count) - 1) << 1);
  }

  /** Fills the access record of an item just read from the store. */
  public Item restore(Key key, Item item) {
    long slot = slots.getPlain(index(key));
    if ((int) (slot >>> 32) == tag(key, item)) {
      return Item.restore(
          item.value(),
          item.flags(),
          item.exptime(),
          item.cas(),
          item.marks(),
          true,
          slot & 0xFFFF_FFFFL);
    }
    return item;
  }

  /** Notes that an item was read. */
  public void accessed(Key key, Item item, long now) {
    slots.setPlain(index(key), (long) tag(key, item) << 32 | (now & 0xFFFF_FFFFL));
  }

  private int index(Key key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (slots.length() - 1);
  }

  /**
   * Differs between values of one key, so that a new value begins unread. The CAS number alone does
   * not tell them apart: a client may choose it, and an item that lost its value keeps it.
   */
  private static int tag(Key key, Item item) {
    int tag = (key.hashCode() * 31 + (int) item.cas()) * 31 + item.value().length;
    return tag == 0 ? 1 : tag;
  }
}
