package dev.memotor.engine.memory;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * A part of an {@link ItemTable} with its own lock. Writers hold the write lock; readers read
 * optimistically and then validate that nothing was written meanwhile.
 */
final class Segment extends StampedLock {

  private static final long serialVersionUID = 1;

  private static final int FIRST_SLOTS = 16;
  private static final int FIRST_NEWCOMERS = 1;

  /** There is one newcomer per this many slots. */
  private static final int SLOTS_PER_NEWCOMER = 32;

  private transient Slots slots = new Slots(FIRST_SLOTS);
  private int size;

  /** The hashes of the newest keys, in a ring: the window of {@link Eviction}. */
  private int[] newcomers = new int[FIRST_NEWCOMERS];

  private int oldest;

  /** Returns the table, which may be outdated for a caller without a lock. */
  Slots slots() {
    return slots;
  }

  int size() {
    return size;
  }

  @Nullable Item read(Key key, int hash, boolean use) {
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

  private @Nullable Item readLocked(Key key, int hash, boolean use) {
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

  /** Returns the item under a key, or null; under a lock. */
  @Nullable Item get(Key key, int hash) {
    int slot = slots.find(key, hash);
    return slot < 0 ? null : slots.item(slot);
  }

  /**
   * Replaces the item under a key and returns the old one; does nothing and returns null if there
   * is none. Under the write lock.
   */
  @Nullable Item replace(Key key, int hash, Item item) {
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
   * Adds an item under a new key; under the write lock.
   *
   * @return the hash of the key that leaves the window, or 0
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

  /** Removes a key and returns its item, or null; under the write lock. */
  @Nullable Item remove(Key key, int hash) {
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
