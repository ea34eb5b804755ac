package dev.memotor.engine.support;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers when items were last read, for engines that do not write on a read. A table of fixed
 * size in RAM: of two items that share a slot, the earlier read is forgotten. Only the meta flags
 * {@code h} and {@code l} depend on it.
 */
public final class AccessRecord {

  private final AtomicLongArray slots;

  /**
   * Creates a table of 8 bytes per slot.
   *
   * @param count the number of slots, rounded up to a power of two
   */
  public AccessRecord(int count) {
    slots = new AtomicLongArray(Integer.highestOneBit(Math.max(2, count) - 1) << 1);
  }

  /** Returns an item just read from the store, with its access record filled in. */
  public Item restore(Key key, Item item) {
    long slot = slots.getPlain(index(key));
    if ((int) (slot >>> 32) == tag(key, item.cas(), item.value().length())) {
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

  /** Records that an item was read. */
  public void accessed(Key key, Item item, long now) {
    accessed(key, item.cas(), item.value().length(), now);
  }

  /** Records that an item was read, whose value has this length. */
  public void accessed(Key key, long cas, int length, long now) {
    slots.setPlain(index(key), (long) tag(key, cas, length) << 32 | (now & 0xFFFF_FFFFL));
  }

  private int index(Key key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (slots.length() - 1);
  }

  /**
   * Returns a tag that differs between the values of a key, so that a new value starts out unread.
   * The CAS number alone is not enough: a client may choose it, and an item whose value was
   * discarded keeps it.
   */
  private static int tag(Key key, long cas, int length) {
    int tag = (key.hashCode() * 31 + (int) cas) * 31 + length;
    return tag == 0 ? 1 : tag;
  }
}
