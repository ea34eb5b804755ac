package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Items by key, bounded in bytes including overhead.
 *
 * <p>Thread-safe. Reads take no lock and write nothing but a use count of one byte. Writes take the
 * lock of one segment of the table. A thread that puts an item into a full table evicts the least
 * valuable ones ({@link Eviction}), at least as many bytes as it added.
 */
final class ItemTable {

  private static final int SEGMENT_BITS = 6;
  private static final int SEGMENT_SHIFT = Integer.SIZE - SEGMENT_BITS;

  /** The number of keys warmed together; more would evict each other from the nearest cache. */
  private static final int WARMED_TOGETHER = 128;

  private final Segment[] segments = new Segment[1 << SEGMENT_BITS];
  private final AtomicLong bytes = new AtomicLong();
  private final Eviction eviction;
  private final BiConsumer<Key, Item> onEviction;
  private final OldestUse oldestUse;
  private volatile long limit;

  /** Written so that the loads of {@link #warm} are not optimized away; never read. */
  @SuppressWarnings("UnusedVariable")
  private int warmth;

  /**
   * Creates an empty table.
   *
   * @param onEviction gets each item that is evicted, under a lock
   */
  ItemTable(long limit, BiConsumer<Key, Item> onEviction) {
    this.limit = limit;
    this.onEviction = onEviction;
    for (int i = 0; i < segments.length; i++) {
      segments[i] = new Segment();
    }
    eviction = new Eviction(segments);
    oldestUse = new OldestUse(segments);
  }

  /** Returns a hash that is not 0, which marks a free slot. */
  private static int hash(Key key) {
    int hash = key.hashCode();
    return hash == 0 ? 1 : hash;
  }

  static int segment(int hash) {
    return hash >>> SEGMENT_SHIFT;
  }

  /** Returns the item under a key, or null, and counts the use. */
  @Nullable Item get(Key key) {
    int hash = hash(key);
    return segments[segment(hash)].read(key, hash, true);
  }

  /** Returns the item under a key, or null, without counting the use. */
  @Nullable Item peek(Key key) {
    int hash = hash(key);
    return segments[segment(hash)].read(key, hash, false);
  }

  /**
   * Prefetches into the processor's cache what the operations of a batch will look at. A lookup
   * waits for memory several times in a row, as each load yields the address of the next; a hundred
   * lookups done in parallel, one step at a time, wait hardly longer than one.
   */
  void warm(Batch batch) {
    int size = batch.size();
    if (size < 2) {
      return;
    }
    for (int from = 0; from < size; from += WARMED_TOGETHER) {
      warm(batch, from, Math.min(size, from + WARMED_TOGETHER));
    }
  }

  private void warm(Batch batch, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      int hash = hash(batch.operation(i).key());
      sum += segments[segment(hash)].slots().warm(hash);
    }
    for (int i = from; i < to; i++) {
      int hash = hash(batch.operation(i).key());
      Slots slots = segments[segment(hash)].slots();
      int slot = slots.find(hash);
      if (slot >= 0) {
        byte[] key = slots.key(slot);
        Item item = slots.item(slot);
        sum += key == null || item == null ? 0 : key.length + (int) item.cas();
      }
    }
    for (int i = from; i < to; i++) {
      int hash = hash(batch.operation(i).key());
      Slots slots = segments[segment(hash)].slots();
      int slot = slots.find(hash);
      if (slot >= 0) {
        Item item = slots.item(slot);
        if (item != null) {
          byte[] value = item.value().bytes();
          sum += value.length == 0 ? 0 : value[value.length - 1];
        }
      }
    }
    warmth = sum;
  }

  /** Puts an item, evicting others to make room; returns the item that it replaces, or null. */
  @Nullable Item put(Key key, Item item) {
    int hash = hash(key);
    Segment segment = segments[segment(hash)];
    long growth = Footprint.of(key, item);
    int graduate = 0;
    Item old;
    long stamp = segment.writeLock();
    try {
      old = segment.replace(key, hash, item);
      if (old == null) {
        graduate = segment.add(key, hash, item);
      } else {
        growth -= Footprint.of(key, old);
      }
    } finally {
      segment.unlockWrite(stamp);
    }
    if (bytes.addAndGet(growth) > limit) {
      makeRoom(key, hash, graduate, growth);
    }
    return old;
  }

  /** Puts an item unless the key has one; returns whether it did. */
  boolean putIfAbsent(Key key, Item item) {
    int hash = hash(key);
    Segment segment = segments[segment(hash)];
    int graduate;
    long stamp = segment.writeLock();
    try {
      if (segment.get(key, hash) != null) {
        return false;
      }
      graduate = segment.add(key, hash, item);
    } finally {
      segment.unlockWrite(stamp);
    }
    long growth = Footprint.of(key, item);
    if (bytes.addAndGet(growth) > limit) {
      makeRoom(key, hash, graduate, growth);
    }
    return true;
  }

  /**
   * Puts an item if there is room for it, without evicting others; returns whether it did.
   *
   * @param old what the key holds now, which nobody else may change meanwhile
   */
  boolean putWithin(Key key, Item item, @Nullable Item old) {
    long growth = Footprint.of(key, item);
    if (old != null) {
      growth -= Footprint.of(key, old);
    }
    if (bytes.addAndGet(growth) > limit && growth > 0) {
      bytes.addAndGet(-growth);
      return false;
    }
    int hash = hash(key);
    Segment segment = segments[segment(hash)];
    long stamp = segment.writeLock();
    try {
      if (segment.replace(key, hash, item) == null) {
        segment.add(key, hash, item);
      }
    } finally {
      segment.unlockWrite(stamp);
    }
    return true;
  }

  /** Removes a key and returns its item, or null. */
  @Nullable Item remove(Key key) {
    int hash = hash(key);
    Segment segment = segments[segment(hash)];
    Item old;
    long stamp = segment.writeLock();
    try {
      old = segment.remove(key, hash);
    } finally {
      segment.unlockWrite(stamp);
    }
    if (old != null) {
      bytes.addAndGet(-Footprint.of(key, old));
    }
    return old;
  }

  /** Removes a key if it holds this very item; returns whether it did. */
  boolean remove(Key key, Item item) {
    int hash = hash(key);
    Segment segment = segments[segment(hash)];
    long stamp = segment.writeLock();
    try {
      if (segment.get(key, hash) != item) {
        return false;
      }
      segment.remove(key, hash);
    } finally {
      segment.unlockWrite(stamp);
    }
    bytes.addAndGet(-Footprint.of(key, item));
    return true;
  }

  private void makeRoom(Key newest, int hash, int graduate, long growth) {
    long atLeast = growth;
    synchronized (eviction) {
      eviction.noteNew(hash);
      boolean found = true;
      if (graduate != 0) {
        atLeast -= evict(eviction.loser(graduate, newest));
      }
      // Up to twice what was added, so that an earlier excess shrinks, but not all at once.
      while (found && bytes.get() > limit && atLeast > -growth) {
        long freed = evict(eviction.victim(newest));
        found = freed > 0;
        atLeast -= freed;
      }
    }
  }

  /** Evicts what exceeds a lowered limit, one item at a time, until stopped. */
  void shrink(BooleanSupplier stopped) {
    boolean found = true;
    while (found && bytes.get() > limit && !stopped.getAsBoolean()) {
      synchronized (eviction) {
        found = evict(eviction.victim(null)) > 0;
      }
    }
  }

  /** Evicts a key and returns the bytes freed; 0 for null. */
  private long evict(@Nullable Key key) {
    if (key == null) {
      return 0;
    }
    int hash = hash(key);
    Segment segment = segments[segment(hash)];
    Item item;
    long stamp = segment.writeLock();
    try {
      item = segment.remove(key, hash);
      if (item != null) {
        onEviction.accept(key, item);
      }
    } finally {
      segment.unlockWrite(stamp);
    }
    if (item == null) {
      // Another thread removed it first, which is just as good.
      return 1;
    }
    long freed = Footprint.of(key, item);
    bytes.addAndGet(-freed);
    return freed;
  }

  /** Visits each item that stays meanwhile once, until the visitor returns false. */
  void scan(BiPredicate<Key, Item> visitor) {
    for (Segment segment : segments) {
      Object[] pairs;
      long stamp = segment.readLock();
      try {
        pairs = segment.slots().pairs();
      } finally {
        segment.unlockRead(stamp);
      }
      for (int i = 0; i < pairs.length; i += 2) {
        if (pairs[i] != null && !visitor.test(Key.of((byte[]) pairs[i]), (Item) pairs[i + 1])) {
          return;
        }
      }
    }
  }

  OldestUse oldestUse() {
    return oldestUse;
  }

  void setLimit(long newLimit) {
    limit = newLimit;
  }

  long limit() {
    return limit;
  }

  long bytes() {
    return bytes.get();
  }

  long size() {
    long sum = 0;
    for (Segment segment : segments) {
      sum += segment.size();
    }
    return sum;
  }
}
