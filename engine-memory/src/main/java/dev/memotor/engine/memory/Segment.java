package dev.memotor.engine.memory;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.concurrent.locks.StampedLock;

/**
 * A part of an {@link ItemTable} with a lock of its own. Whoever writes holds the write lock;
 * readers look first and then ask whether somebody wrote meanwhile.
 */
final class Segment extends StampedLock {

  private static final long serialVersionUID = 1;

  private static final int FIRST_SLOTS = 16;
  private static final int FIRST_NEWCOMERS = 1;

  /** One newcomer for so many slots. */
  private static final int SLOTS_PER_NEWCOMER = 32;

  private transient Slots slots = new Slots(FIRST_SLOTS);
  private int size;

  /** The hashes of the latest keys, in a ring: what is new is given a chance to be used. */
  private int[] newcomers = new int[FIRST_NEWCOMERS];

  private int oldest;

  /** The table as it is or was a moment ago, for who takes no lock. */
  Slots slots() {
    return slots;
  }

  int size() {
    return size;
  }

  Item read(Key key, int hash, boolean use) {
    long stamp = tryOptimisticRead();
    if (stamp != 0) {
      Slots table = slots;
      int slot = table.find(key, hash);
      Item item = slot < 0 ? null : table.item(slot);
      if (validate(stamp)) {
        if (use && item != null) {
          table.use(slot);
        }
        return item;
      }
    }
    return readLocked(key, hash, use);
  }

  private Item readLocked(Key key, int hash, boolean use) {
    long stamp = readLock();
    try {
      int slot = slots.find(key, hash);
      if (slot < 0) {
        return null;
      }
      if (use) {
        slots.use(slot);
      }
      return slots.item(slot);
    } finally {
      unlockRead(stamp);
    }
  }

  /** Returns the item held; under a lock. */
  Item get(Key key, int hash) {
    int slot = slots.find(key, hash);
    return slot < 0 ? null : slots.item(slot);
  }

  /**
   * Puts an item in the place of one that is there, and returns that one; does nothing and returns
   * null if there is none. Under the write lock.
   */
  Item replace(Key key, int hash, Item item) {
    int slot = slots.find(key, hash);
    if (slot < 0) {
      return null;
    }
    Item old = slots.item(slot);
    slots.setItem(slot, item);
    slots.use(slot);
    return old;
  }

  /**
   * Puts an item that is not there; under the write lock.
   *
   * @return the hash of the key that is no newcomer any more, or 0
   */
  int add(Key key, int hash, Item item) {
    if ((size + 1) * 4L > slots.count() * 3L) {
      slots = slots.grown();
      growNewcomers();
    }
    slots.insert(key.bytes(), hash, item, 1);
    size++;
    int graduate = newcomers[oldest];
    newcomers[oldest] = hash;
    oldest = (oldest + 1) % newcomers.length;
    return graduate;
  }

  private void growNewcomers() {
    int length = slots.count() / SLOTS_PER_NEWCOMER;
    if (length > newcomers.length) {
      int[] longer = new int[length];
      for (int i = 0; i < newcomers.length; i++) {
        longer[length - newcomers.length + i] = newcomers[(oldest + i) % newcomers.length];
      }
      newcomers = longer;
      oldest = 0;
    }
  }

  /** Returns the item taken out, or null; under the write lock. */
  Item remove(Key key, int hash) {
    int slot = slots.find(key, hash);
    if (slot < 0) {
      return null;
    }
    Item item = slots.item(slot);
    slots.remove(slot);
    size--;
    return item;
  }
}
