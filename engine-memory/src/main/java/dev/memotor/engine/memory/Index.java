package dev.memotor.engine.memory;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/*
 * Linear hashing in off-heap memory.
 *
 * A bucket is a cache line: one word of its own and seven slots. What does not fit goes into a chain
 * of overflow buckets, each half a line with three slots. The table grows by splitting one bucket at
 * a time, so growing never takes longer than moving a few slots.
 *
 *   word of a bucket:   version (30 bits), reference of the first overflow bucket (34 bits)
 *   overflow bucket:    reference of the next one, three slots
 *   slot:               use count (8 bits), tag (22 bits), reference of the item (34 bits), which is
 *                       0 if the slot is free
 *
 * The tag holds the upper 22 bits of the hash. The lower 10 follow from the bucket's number, because
 * there are at least 1024 buckets; so the whole hash of an item is known without looking at it.
 *
 * Writers hold the lock of a stripe: the lower bits of the hash, which a bucket shares with all
 * buckets that split off it. Readers take no lock. A slot changes by a single store, so a reader sees
 * the old item or the new one. Changes that are more than one store (a split, a bucket that leaves
 * its chain, an item changed in place) make the version odd meanwhile, and readers try again if the
 * version was odd or has changed. A reader that finds nothing also makes sure that the key's bucket
 * has not split since it chose the bucket: whoever reads the version after a split sees the new number
 * of buckets.
 *
 * Use counts are approximate: they are written as single bytes without a lock, which may hit a slot
 * that is free or has been given to another item meanwhile. Readers count in the lower four bits; the
 * upper four are for Eviction.
 */

/** Finds items by their keys. */
final class Index {

  static final int STRIPES = 1024;

  /** The bits in which readers count. */
  static final int USES_BITS = 4;

  /** Further uses are not counted. */
  static final int MAX_USES = (1 << USES_BITS) - 1;

  private static final int TAG_SHIFT = Memory.REF_BITS;
  static final long REF_MASK = (1L << TAG_SHIFT) - 1;
  private static final int USES_SHIFT = 56;
  private static final int TAG_MASK = (1 << (USES_SHIFT - TAG_SHIFT)) - 1;
  private static final long TAG_BITS = (long) TAG_MASK << TAG_SHIFT;

  /** Hash bits that are not in the tag. */
  private static final int LOW_BITS = 10;

  private static final int FIRST_BUCKETS = 1 << LOW_BITS;
  private static final int BUCKET = 64;
  private static final int SLOTS = 7;
  private static final int BUCKETS_PER_PAGE_SHIFT = 10;
  private static final int OVERFLOW = 32;
  private static final int OVERFLOW_SLOTS = 3;
  private static final long VERSION_ONE = 1L << TAG_SHIFT;

  /** Items per bucket above which the table grows. */
  private static final int FILL = 6;

  /** Above this many steps a chain is being changed; no chain is as long. */
  private static final int MAX_STEPS = 256;

  private static final int SPINS = 64;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** The byte of a slot that holds the use count. */
  private static final int USES_BYTE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 7 : 0;

  private final Memory memory;
  private final Object[] stripes = new Object[STRIPES];

  /** What a split works with; guarded by {@link #growLock}. */
  private final Slots low = new Slots();

  private final Slots high = new Slots();
  private long spare;
  private final Object growLock = new Object();
  private final LongAdder size = new LongAdder();

  /** The page of each 1024 buckets; replaced by a longer array when full. */
  private volatile int[] pages;

  private volatile int buckets;

  private final Cells overflow;

  /** Creates an empty index; throws an {@link EngineException} if there is no memory for it. */
  Index(Memory memory) {
    this.memory = memory;
    this.overflow = new Cells(memory, OVERFLOW);
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Object();
    }
    pages = new int[FIRST_BUCKETS >> BUCKETS_PER_PAGE_SHIFT];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = memory.takeExtraPage();
      if (pages[i] < 0) {
        throw new EngineException(EngineException.Kind.FULL, "no memory for an empty table");
      }
    }
    buckets = FIRST_BUCKETS;
  }

  /** Returns the number of items. */
  long size() {
    return size.sum();
  }

  int buckets() {
    return buckets;
  }

  /** Returns the bytes that the index takes. */
  long bytes() {
    return (long) usedPages() * Memory.PAGE + overflow.bytes();
  }

  private int usedPages() {
    return (buckets - 1 >> BUCKETS_PER_PAGE_SHIFT) + 1;
  }

  /** Returns the lock for changes of items with this hash. */
  Object stripe(int hash) {
    return stripes[hash & (STRIPES - 1)];
  }

  /**
   * Finds an item. Without a lock, what is read of the item counts only if {@link #isUnchanged}
   * says so afterwards.
   *
   * @return a reference that {@link #ref} unpacks; 0 if there is no such item
   */
  long find(Key key, int hash, boolean use) {
    byte[] bytes = key.bytes();
    for (int attempt = 1; ; attempt++) {
      int count = buckets;
      int bucket = bucketOf(hash, count);
      long ref = bucketRef(bucket);
      ByteBuffer chunk = memory.chunk(ref);
      int at = memory.offset(ref);
      long word = (long) LONG.getAcquire(chunk, at);
      if ((word & VERSION_ONE) == 0) {
        long found = findInChain(chunk, at, word, bytes, hash, use);
        VarHandle.acquireFence();
        long again = (long) LONG.getOpaque(chunk, at);
        if (((word ^ again) & ~REF_MASK) == 0
            && (found != 0 || bucketOf(hash, buckets) == bucket)) {
          return found == 0 ? 0 : found | (word & ~REF_MASK);
        }
      }
      pause(attempt, hash);
    }
  }

  private long findInChain(ByteBuffer chunk, int at, long word, byte[] key, int hash, boolean use) {
    long tag = tag(hash);
    for (int i = 1; i <= SLOTS; i++) {
      int slotAt = at + i * Long.BYTES;
      long slot = chunk.getLong(slotAt);
      if (((slot ^ tag) & TAG_BITS) == 0 && isItemOf(slot, key)) {
        if (use) {
          use(chunk, slotAt);
        }
        return slot & REF_MASK;
      }
    }
    long next = word & REF_MASK;
    return next == 0 ? 0 : findInOverflow(next, key, tag, use);
  }

  private long findInOverflow(long first, byte[] key, long tag, boolean use) {
    long ref = first;
    for (int steps = 0; ref != 0 && steps < MAX_STEPS; steps++) {
      ByteBuffer chunk = memory.chunk(ref);
      int at = memory.offset(ref);
      for (int i = 1; i <= OVERFLOW_SLOTS; i++) {
        int slotAt = at + i * Long.BYTES;
        long slot = chunk.getLong(slotAt);
        if (((slot ^ tag) & TAG_BITS) == 0 && isItemOf(slot, key)) {
          if (use) {
            use(chunk, slotAt);
          }
          return slot & REF_MASK;
        }
      }
      ref = chunk.getLong(at) & REF_MASK;
    }
    return 0;
  }

  private boolean isItemOf(long slot, byte[] key) {
    long ref = slot & REF_MASK;
    if (ref == 0) {
      return false;
    }
    // Pairs with the release that published the item.
    VarHandle.acquireFence();
    return ItemBlock.hasKey(memory.chunk(ref), memory.offset(ref), key);
  }

  /** Counts a use, up to a maximum: hot slots are not written, which spares others cache misses. */
  private static void use(ByteBuffer chunk, int slotAt) {
    byte uses = chunk.get(slotAt + USES_BYTE);
    if ((uses & MAX_USES) < MAX_USES) {
      chunk.put(slotAt + USES_BYTE, (byte) (uses + 1));
    }
  }

  /** Waits for a change to end: briefly at first, then for the lock under which it is made. */
  private void pause(int attempt, int hash) {
    if (attempt < SPINS) {
      Thread.onSpinWait();
    } else {
      synchronized (stripe(hash)) {
        // The change has ended.
      }
    }
  }

  /** Returns the reference of the item that {@link #find} found. */
  static long ref(long found) {
    return found & REF_MASK;
  }

  /** Returns whether what has been read of an item since it was found is consistent. */
  boolean isUnchanged(int hash, long found) {
    VarHandle.acquireFence();
    long ref = bucketRef(bucketOf(hash, buckets));
    long word = (long) LONG.getOpaque(memory.chunk(ref), memory.offset(ref));
    return ((word ^ found) & ~REF_MASK) == 0;
  }

  /** Announces a change in place of an item with this hash; under the stripe's lock. */
  void beginChange(int hash) {
    beginChangeOf(bucketOf(hash, buckets));
  }

  /** Ends what {@link #beginChange} began. */
  void endChange(int hash) {
    endChangeOf(bucketOf(hash, buckets));
  }

  private void beginChangeOf(int bucket) {
    long ref = bucketRef(bucket);
    ByteBuffer chunk = memory.chunk(ref);
    int at = memory.offset(ref);
    LONG.setOpaque(chunk, at, (long) LONG.get(chunk, at) + VERSION_ONE);
    VarHandle.fullFence();
  }

  private void endChangeOf(int bucket) {
    long ref = bucketRef(bucket);
    ByteBuffer chunk = memory.chunk(ref);
    int at = memory.offset(ref);
    LONG.setRelease(chunk, at, (long) LONG.get(chunk, at) + VERSION_ONE);
  }

  /**
   * Adds an item under a new key; under the stripe's lock.
   *
   * @return false if there is no memory
   */
  boolean insert(int hash, long item, int uses) {
    long slot = tag(hash) | item | (long) uses << USES_SHIFT;
    long ref = bucketRef(bucketOf(hash, buckets));
    ByteBuffer chunk = memory.chunk(ref);
    int at = memory.offset(ref);
    if (!putInto(chunk, at, SLOTS, slot)) {
      long word = chunk.getLong(at);
      long next = word & REF_MASK;
      while (next != 0 && !putInto(memory.chunk(next), memory.offset(next), OVERFLOW_SLOTS, slot)) {
        next = memory.chunk(next).getLong(memory.offset(next));
      }
      if (next == 0) {
        long added = overflow.allocate();
        if (added == 0) {
          return false;
        }
        ByteBuffer addedChunk = memory.chunk(added);
        int addedAt = memory.offset(added);
        clear(addedChunk, addedAt);
        addedChunk.putLong(addedAt, word & REF_MASK);
        addedChunk.putLong(addedAt + Long.BYTES, slot);
        LONG.setRelease(chunk, at, (word & ~REF_MASK) | added);
      }
    }
    size.increment();
    return true;
  }

  private static boolean putInto(ByteBuffer chunk, int at, int slots, long slot) {
    for (int i = 1; i <= slots; i++) {
      if ((chunk.getLong(at + i * Long.BYTES) & REF_MASK) == 0) {
        LONG.setRelease(chunk, at + i * Long.BYTES, slot);
        return true;
      }
    }
    return false;
  }

  /**
   * Replaces an item by another one of the same key; under the stripe's lock.
   *
   * @param use whether to count a use
   */
  void replace(int hash, long old, long item, boolean use) {
    change(hash, old, item, use);
  }

  /** Removes an item; under the stripe's lock. */
  void remove(int hash, long item) {
    change(hash, item, 0, false);
    size.decrement();
  }

  /** Returns whether this item is here; under the stripe's lock. */
  boolean holds(int hash, long item) {
    long slot = tag(hash) | item;
    long ref = bucketRef(bucketOf(hash, buckets));
    int slots = SLOTS;
    while (ref != 0) {
      if (slotOf(memory.chunk(ref), memory.offset(ref), slots, slot) >= 0) {
        return true;
      }
      ref = memory.chunk(ref).getLong(memory.offset(ref)) & REF_MASK;
      slots = OVERFLOW_SLOTS;
    }
    return false;
  }

  private void change(int hash, long old, long item, boolean use) {
    long slot = tag(hash) | old;
    int bucket = bucketOf(hash, buckets);
    long ref = bucketRef(bucket);
    long before = 0;
    int slots = SLOTS;
    while (ref != 0) {
      ByteBuffer chunk = memory.chunk(ref);
      int at = memory.offset(ref);
      int slotAt = slotOf(chunk, at, slots, slot);
      if (slotAt >= 0) {
        if (item != 0) {
          if (use) {
            use(chunk, slotAt);
          }
          long uses = chunk.getLong(slotAt) >>> USES_SHIFT << USES_SHIFT;
          LONG.setRelease(chunk, slotAt, tag(hash) | item | uses);
        } else {
          LONG.setOpaque(chunk, slotAt, 0L);
          if (before != 0 && isEmpty(chunk, at)) {
            unlink(bucket, before, ref);
          }
        }
        return;
      }
      before = ref;
      ref = chunk.getLong(at) & REF_MASK;
      slots = OVERFLOW_SLOTS;
    }
    throw new IllegalStateException("the index does not have the item");
  }

  private static int slotOf(ByteBuffer chunk, int at, int slots, long slot) {
    for (int i = 1; i <= slots; i++) {
      int slotAt = at + i * Long.BYTES;
      if (((chunk.getLong(slotAt) ^ slot) & ((1L << USES_SHIFT) - 1)) == 0) {
        return slotAt;
      }
    }
    return -1;
  }

  private static boolean isEmpty(ByteBuffer overflow, int at) {
    long slots = overflow.getLong(at + 8) | overflow.getLong(at + 16) | overflow.getLong(at + 24);
    return (slots & REF_MASK) == 0;
  }

  private void unlink(int bucket, long before, long empty) {
    beginChangeOf(bucket);
    long next = memory.chunk(empty).getLong(memory.offset(empty));
    ByteBuffer chunk = memory.chunk(before);
    int at = memory.offset(before);
    chunk.putLong(at, (chunk.getLong(at) & ~REF_MASK) | next);
    overflow.free(empty);
    endChangeOf(bucket);
  }

  private static void clear(ByteBuffer overflowChunk, int at) {
    for (int i = 1; i <= OVERFLOW_SLOTS; i++) {
      overflowChunk.putLong(at + i * Long.BYTES, 0);
    }
  }

  /** Splits a bucket if there are too many items for the buckets; without a lock. */
  void grow() {
    if (size.sum() > (long) FILL * buckets) {
      synchronized (growLock) {
        if (size.sum() > (long) FILL * buckets) {
          split();
        }
      }
    }
  }

  private void split() {
    int added = buckets;
    if (!hasPageFor(added)) {
      return;
    }
    int level = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(added);
    int bucket = added - (1 << level);
    long highBit = 1L << (TAG_SHIFT + level - LOW_BITS);
    synchronized (stripes[bucket & (STRIPES - 1)]) {
      beginChangeOf(bucket);
      long ref = bucketRef(bucket);
      long addedRef = bucketRef(added);
      // Each number that a version of the old bucket had is past for the new one, too.
      long version = memory.chunk(ref).getLong(memory.offset(ref)) & ~REF_MASK;
      memory.chunk(addedRef).putLong(memory.offset(addedRef), version + VERSION_ONE);
      int slots = SLOTS;
      for (long each = ref; each != 0; slots = OVERFLOW_SLOTS) {
        ByteBuffer chunk = memory.chunk(each);
        int at = memory.offset(each);
        for (int i = 1; i <= slots; i++) {
          long slot = chunk.getLong(at + i * Long.BYTES);
          if ((slot & REF_MASK) != 0) {
            ((slot & highBit) == 0 ? low : high).collect(slot);
          }
        }
        long next = chunk.getLong(at) & REF_MASK;
        if (slots == OVERFLOW_SLOTS) {
          // Readers may still look: they must not find items here that have left meanwhile.
          clear(chunk, at);
          chunk.putLong(at, spare);
          spare = each;
        }
        each = next;
      }
      low.writeTo(ref);
      high.writeTo(addedRef);
      while (spare != 0) {
        long free = spare;
        spare = memory.chunk(free).getLong(memory.offset(free));
        overflow.free(free);
      }
      buckets = added + 1;
      endChangeOf(bucket);
    }
  }

  /** The slots of one bucket, while it is rewritten by a split. */
  private final class Slots {

    private long[] slots = new long[SLOTS + OVERFLOW_SLOTS];
    private int count;

    void collect(long slot) {
      if (count == slots.length) {
        slots = Arrays.copyOf(slots, 2 * count);
      }
      slots[count++] = slot;
    }

    /** Writes all; needs no more overflow buckets than the old bucket had, which are spare now. */
    void writeTo(long bucket) {
      ByteBuffer chunk = memory.chunk(bucket);
      int at = memory.offset(bucket);
      for (int i = 0; i < SLOTS; i++) {
        chunk.putLong(at + (i + 1) * Long.BYTES, i < count ? slots[i] : 0);
      }
      long chain = 0;
      for (int i = SLOTS; i < count; i += OVERFLOW_SLOTS) {
        long cell = spare;
        ByteBuffer cellChunk = memory.chunk(cell);
        int cellAt = memory.offset(cell);
        spare = cellChunk.getLong(cellAt);
        cellChunk.putLong(cellAt, chain);
        for (int j = 0; j < OVERFLOW_SLOTS && i + j < count; j++) {
          cellChunk.putLong(cellAt + (j + 1) * Long.BYTES, slots[i + j]);
        }
        chain = cell;
      }
      chunk.putLong(at, (chunk.getLong(at) & ~REF_MASK) | chain);
      count = 0;
    }
  }

  private boolean hasPageFor(int bucket) {
    int index = bucket >> BUCKETS_PER_PAGE_SHIFT;
    if ((bucket & ((1 << BUCKETS_PER_PAGE_SHIFT) - 1)) != 0) {
      return true;
    }
    int page = memory.takeClearedPage();
    if (page < 0) {
      return false;
    }
    int[] current = pages;
    if (index == current.length) {
      current = Arrays.copyOf(current, 2 * index);
    }
    current[index] = page;
    pages = current;
    return true;
  }

  /** Sees the items of a bucket. */
  @FunctionalInterface
  interface SlotVisitor {

    /** Sees one item; must not change the index. */
    void visit(int hash, long item, int uses);
  }

  /**
   * Visits the items of a bucket under its lock, together with those that have left it for buckets
   * from {@code count} on: so that a walk over the first {@code count} buckets sees each item once,
   * even if the index grows meanwhile.
   */
  void visit(int bucket, int count, SlotVisitor visitor) {
    synchronized (stripes[bucket & (STRIPES - 1)]) {
      visitLocked(bucket, count, visitor);
    }
  }

  private void visitLocked(int bucket, int count, SlotVisitor visitor) {
    visitChain(bucket, visitor);
    int now = buckets;
    for (int level = Integer.SIZE - Integer.numberOfLeadingZeros(bucket | (FIRST_BUCKETS - 1));
        level < Integer.SIZE - 2 && bucket + (1 << level) < now;
        level++) {
      int child = bucket + (1 << level);
      if (child >= count) {
        visitLocked(child, count, visitor);
      }
    }
  }

  private void visitChain(int bucket, SlotVisitor visitor) {
    long ref = bucketRef(bucket);
    int slots = SLOTS;
    for (int steps = 0; ref != 0 && steps < MAX_STEPS; steps++) {
      ByteBuffer chunk = memory.chunk(ref);
      int at = memory.offset(ref);
      for (int i = 1; i <= slots; i++) {
        long slot = chunk.getLong(at + i * Long.BYTES);
        if ((slot & REF_MASK) != 0) {
          visitor.visit(hashOf(slot, bucket), slot & REF_MASK, uses(slot));
        }
      }
      ref = chunk.getLong(at) & REF_MASK;
      slots = OVERFLOW_SLOTS;
    }
  }

  /**
   * Visits the items of a bucket without a lock, so that some may be missed, seen twice or gone; in
   * a turn.
   */
  void glance(int bucket, SlotVisitor visitor) {
    visitChain(bucket, visitor);
  }

  /**
   * Returns the slot of an item with this very hash, which {@link #ref} and {@link #uses} unpack; 0
   * if there is none. Without a lock, so that one may be missed or gone.
   */
  long glance(int hash) {
    long ref = bucketRef(bucketOf(hash, buckets));
    int slots = SLOTS;
    for (int steps = 0; ref != 0 && steps < MAX_STEPS; steps++) {
      ByteBuffer chunk = memory.chunk(ref);
      int at = memory.offset(ref);
      for (int i = 1; i <= slots; i++) {
        long slot = chunk.getLong(at + i * Long.BYTES);
        if (((slot ^ tag(hash)) & TAG_BITS) == 0 && (slot & REF_MASK) != 0) {
          return slot;
        }
      }
      ref = chunk.getLong(at) & REF_MASK;
      slots = OVERFLOW_SLOTS;
    }
    return 0;
  }

  static int uses(long slot) {
    return (int) (slot >>> USES_SHIFT);
  }

  /** Sets the use count of an item if it still has the same slot. Without a lock. */
  void setUses(int hash, long slot, int uses) {
    long ref = bucketRef(bucketOf(hash, buckets));
    int slots = SLOTS;
    for (int steps = 0; ref != 0 && steps < MAX_STEPS; steps++) {
      ByteBuffer chunk = memory.chunk(ref);
      int at = memory.offset(ref);
      int slotAt = slotOf(chunk, at, slots, slot);
      if (slotAt >= 0) {
        chunk.put(slotAt + USES_BYTE, (byte) uses);
        return;
      }
      ref = chunk.getLong(at) & REF_MASK;
      slots = OVERFLOW_SLOTS;
    }
  }

  /** Halves the use counts of a bucket, without a lock; what readers have counted is rounded up. */
  void halveUses(int bucket) {
    long ref = bucketRef(bucket);
    int slots = SLOTS;
    for (int steps = 0; ref != 0 && steps < MAX_STEPS; steps++) {
      ByteBuffer chunk = memory.chunk(ref);
      int at = memory.offset(ref);
      for (int i = 1; i <= slots; i++) {
        int usesAt = at + i * Long.BYTES + USES_BYTE;
        int uses = chunk.get(usesAt);
        if (uses != 0) {
          int recent = (uses & MAX_USES) + 1 >> 1;
          chunk.put(usesAt, (byte) (uses >> 1 & ~MAX_USES | recent));
        }
      }
      ref = chunk.getLong(at) & REF_MASK;
      slots = OVERFLOW_SLOTS;
    }
  }

  /** Visits the items with this very hash; under the stripe's lock. */
  void visitHash(int hash, SlotVisitor visitor) {
    visitChain(
        bucketOf(hash, buckets),
        (found, item, uses) -> {
          if (found == hash) {
            visitor.visit(found, item, uses);
          }
        });
  }

  /** Gives all memory back; the index must not be used afterwards. */
  void release() {
    for (int i = 0; i < usedPages(); i++) {
      memory.freePage(pages[i]);
    }
    overflow.release();
  }

  private static int hashOf(long slot, int bucket) {
    return (int) (slot >>> TAG_SHIFT & TAG_MASK) << LOW_BITS | bucket & (FIRST_BUCKETS - 1);
  }

  private static long tag(int hash) {
    return (long) (hash >>> LOW_BITS) << TAG_SHIFT;
  }

  private static int bucketOf(int hash, int count) {
    int mask = (Integer.highestOneBit(count) << 1) - 1;
    int bucket = hash & mask;
    return bucket < count ? bucket : hash & (mask >> 1);
  }

  private long bucketRef(int bucket) {
    int page = pages[bucket >> BUCKETS_PER_PAGE_SHIFT];
    return Memory.refOfPage(page)
        + (long) (bucket & ((1 << BUCKETS_PER_PAGE_SHIFT) - 1)) * (BUCKET / Long.BYTES);
  }

  /** Loads the bucket of a hash into the processor's cache. */
  int warmBucket(int hash) {
    long ref = bucketRef(bucketOf(hash, buckets));
    return (int) memory.chunk(ref).getLong(memory.offset(ref));
  }

  /** Loads an item that may have this hash into the processor's cache. */
  int warmItem(int hash) {
    long bucket = bucketRef(bucketOf(hash, buckets));
    ByteBuffer chunk = memory.chunk(bucket);
    int at = memory.offset(bucket);
    long tag = tag(hash);
    for (int i = 1; i <= SLOTS; i++) {
      long slot = chunk.getLong(at + i * Long.BYTES);
      if (((slot ^ tag) & TAG_BITS) == 0 && (slot & REF_MASK) != 0) {
        long ref = slot & REF_MASK;
        return ItemBlock.warm(memory.chunk(ref), memory.offset(ref));
      }
    }
    return 0;
  }
}
