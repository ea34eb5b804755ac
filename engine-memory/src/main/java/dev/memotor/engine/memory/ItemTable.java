package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;

/**
 * Items by key, bounded in bytes with overhead.
 *
 * <p>Any number of threads. Reads take no lock and leave no trace but a count in a byte. Writes
 * take the lock of one segment of the table. Who makes the table too full takes out what is worth
 * least ({@link Eviction}), at least as much as came in.
 */
final class ItemTable {

  private static final int SEGMENT_BITS = 6;
  private static final int SEGMENT_SHIFT = Integer.SIZE - SEGMENT_BITS;

  /** So many keys are looked for together; more would drive each other out of the nearest cache. */
  private static final int WARMED_TOGETHER = 128;

  private final Segment[] segments = new Segment[1 << SEGMENT_BITS];
  private final AtomicLong bytes = new AtomicLong();
  private final Eviction eviction;
  private final BiConsumer<Key, Item> onEviction;
  private final OldestUse oldestUse;
  private volatile long limit;

  /** Written so that the loads of {@link #warm} have a use; nobody reads it. */
  @SuppressWarnings("UnusedVariable")
  private int warmth;

  /**
   * An empty table.
   *
   * @param onEviction told of each item that is taken out for want of room, under a lock
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

  /** 0 marks what is free. */
  private static int hash(Key key) {
    int hash = key.hashCode();
    return hash == 0 ? 1 : hash;
  }

  static int segment(int hash) {
    return hash >>> SEGMENT_SHIFT;
  }

  /** The item under a key, or null. Counts for its staying. */
  Item get(Key key) {
    int hash = hash(key);
    return segments[segment(hash)].read(key, hash, true);
  }

  /** The same without leaving a trace. */
  Item peek(Key key) {
    int hash = hash(key);
    return segments[segment(hash)].read(key, hash, false);
  }

  /**
   * Loads into the processor's cache what the operations of a batch are about to look at. One
   * lookup waits for memory several times, each time for an address that it did not know before; a
   * hundred done side by side, a step of each at a time, wait hardly longer than one.
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
          byte[] value = item.value();
          sum += value.length == 0 ? 0 : value[value.length - 1];
        }
      }
    }
    warmth = sum;
  }

  /** Returns the item that was there, or null. What has to go to make room is taken out. */
  Item put(Key key, Item item) {
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

  /** Puts an item unless there is one; returns whether it did. */
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
   * Puts an item if there is room for it, and takes nothing out; returns whether it did.
   *
   * @param old what the key holds now: nobody else may change it meanwhile
   */
  boolean putWithin(Key key, Item item, Item old) {
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

  /** Returns the item taken out, or null. */
  Item remove(Key key) {
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

  /** Takes a key out if it holds this very item; returns whether it did. */
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
      // Twice as much as came in: what was too much before goes too, but not all at once.
      while (found && bytes.get() > limit && atLeast > -growth) {
        long freed = evict(eviction.victim(newest));
        found = freed > 0;
        atLeast -= freed;
      }
    }
  }

  /** Takes out what is too much after the limit became lower, a bit at a time, or until stopped. */
  void shrink(BooleanSupplier stopped) {
    boolean found = true;
    while (found && bytes.get() > limit && !stopped.getAsBoolean()) {
      synchronized (eviction) {
        found = evict(eviction.victim(null)) > 0;
      }
    }
  }

  /** Returns how many bytes are free now that were not; 0 for null. */
  private long evict(Key key) {
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
      // Somebody else was faster: as good.
      return 1;
    }
    long freed = Footprint.of(key, item);
    bytes.addAndGet(-freed);
    return freed;
  }

  /** Shows all items that stay while it runs, each once, until the visitor has enough. */
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
