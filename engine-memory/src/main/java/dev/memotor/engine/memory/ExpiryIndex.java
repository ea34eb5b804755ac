package dev.memotor.engine.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows when items expire, so that the cost of expiry is proportional to what expired, not to what
 * is stored. Four bytes per item, off the heap.
 *
 * <p>A hierarchical timing wheel: the slots of a ring stand for spans of 1, 16, 256 ... seconds,
 * and an entry is filed in the coarsest ring whose slots are at most a sixteenth of its remaining
 * time. When a slot's span begins, its entries are taken out and visited. An entry is only the hash
 * of a key: the visitor looks up what items with that hash there are, and when they expire.
 *
 * <p>Entries are not removed when an item changes. An item whose exptime has moved to a later
 * moment needs no new one: the old one comes up too early and is filed again.
 */
final class ExpiryIndex {

  private static final int RINGS = 7;
  private static final int RING_SHIFT = 4;

  /** More than the 256 spans of its ring that an entry can lie ahead. */
  private static final int SLOTS = 512;

  private static final int CELL = 128;

  /** After the reference of the next cell. */
  private static final int ENTRIES_PER_CELL = (CELL - Long.BYTES) / Integer.BYTES;

  private static final int LOCKS = 64;

  /** Below this number of entries, stale ones do not matter. */
  private static final int FREE_ENTRIES = 1 << 16;

  private final Memory memory;
  private final Cells cells;
  private final Object[] locks = new Object[LOCKS];

  /** Of each slot of each ring: its newest cell, how many entries that has, its last span taken. */
  private final long[] heads = new long[RINGS * SLOTS];

  private final byte[] counts = new byte[RINGS * SLOTS];
  private final long[] taken = new long[RINGS * SLOTS];
  private final AtomicLong entries = new AtomicLong();

  /** All spans up to this second have been visited; written by one thread. */
  private volatile long done;

  /** Whether an entry was lost because there was no memory. */
  private volatile boolean incomplete;

  /** Visits an entry whose span has begun. */
  @FunctionalInterface
  interface Visitor {

    /** Returns when the next item with this hash expires, UNIX seconds; 0 if there is none. */
    long visit(int hash);
  }

  /** Creates an empty index that stands at {@code now} (UNIX seconds). */
  ExpiryIndex(Memory memory, long now) {
    this.memory = memory;
    this.cells = new Cells(memory, CELL);
    // An item filed right away may have expired already, and is then due at once.
    done = now - 1;
    Arrays.fill(taken, -1);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** Returns the number of entries, including stale ones. */
  long entries() {
    return entries.get();
  }

  long bytes() {
    return cells.bytes();
  }

  /** Files a key that expires. Thread-safe. */
  void file(int hash, long exptime) {
    while (true) {
      long base = done;
      // If the clock was set back, an entry due in the past becomes due with the next second.
      long due = Math.max(exptime, base + 1);
      int ring = ring(due - base);
      long span = due >> (ring * RING_SHIFT);
      if (add(slot(ring, span), span, hash)) {
        return;
      }
      // A concurrent advance took that span; it published its progress before it began.
    }
  }

  /** Adds an entry; returns false if the span has already begun. */
  private boolean add(int slot, long span, int hash) {
    synchronized (lock(slot)) {
      if (span <= taken[slot]) {
        return false;
      }
      if (heads[slot] == 0 || counts[slot] == ENTRIES_PER_CELL) {
        long cell = cells.allocate();
        if (cell == 0) {
          incomplete = true;
          return true;
        }
        memory.chunk(cell).putLong(memory.offset(cell), heads[slot]);
        heads[slot] = cell;
        counts[slot] = 0;
      }
      long cell = heads[slot];
      memory.chunk(cell).putInt(entryAt(memory.offset(cell), counts[slot]++), hash);
    }
    entries.incrementAndGet();
    return true;
  }

  private static int entryAt(int cell, int index) {
    return cell + Long.BYTES + index * Integer.BYTES;
  }

  /** Visits all entries whose spans have begun by {@code now}. One thread at a time. */
  void advance(long now, Visitor visitor) {
    long before = done;
    if (now <= before) {
      return;
    }
    done = now;
    for (int ring = 0; ring < RINGS; ring++) {
      long last = now >> (ring * RING_SHIFT);
      long first = Math.max(before >> (ring * RING_SHIFT), last - SLOTS) + 1;
      for (long span = first; span <= last; span++) {
        take(slot(ring, span), span, visitor);
      }
    }
  }

  private void take(int slot, long span, Visitor visitor) {
    long cell;
    int count;
    synchronized (lock(slot)) {
      taken[slot] = Math.max(taken[slot], span);
      cell = heads[slot];
      count = counts[slot];
      heads[slot] = 0;
      counts[slot] = 0;
    }
    while (cell != 0) {
      ByteBuffer chunk = memory.chunk(cell);
      int at = memory.offset(cell);
      entries.addAndGet(-count);
      for (int i = 0; i < count; i++) {
        int hash = chunk.getInt(entryAt(at, i));
        long exptime = visitor.visit(hash);
        if (exptime != 0) {
          file(hash, exptime);
        }
      }
      long next = chunk.getLong(at);
      cells.free(cell);
      cell = next;
      count = ENTRIES_PER_CELL;
    }
  }

  /**
   * Returns whether most entries are stale or some are missing, so that all should be dropped and
   * the items be filed anew.
   *
   * @param items how many items have an exptime
   */
  boolean isOutdated(long items) {
    return incomplete || entries.get() > 2 * items + FREE_ENTRIES;
  }

  /** Drops all entries; on the thread that calls {@link #advance}. */
  void clear() {
    incomplete = false;
    for (int slot = 0; slot < heads.length; slot++) {
      take(slot, -1, hash -> 0);
    }
  }

  /** Gives all memory back; the index must not be used afterwards. */
  void release() {
    cells.release();
  }

  private Object lock(int slot) {
    return locks[slot & (LOCKS - 1)];
  }

  private static int slot(int ring, long span) {
    return ring * SLOTS + ((int) span & (SLOTS - 1));
  }

  private static int ring(long distance) {
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(distance);
    return Math.min(Math.max(bits / RING_SHIFT - 1, 0), RINGS - 1);
  }
}
