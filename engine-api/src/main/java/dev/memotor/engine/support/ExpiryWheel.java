package dev.memotor.engine.support;

import dev.memotor.engine.Key;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which keys have to be looked at when, because their items may have expired by then: an index in
 * RAM, for engines whose store has none, with which expiry costs what has expired and not what is
 * stored.
 *
 * <p>A hierarchy of rings. A ring's slot stands for a span of 1, 16, 256 ... seconds, and an entry
 * lies in the coarsest ring whose slots are at most a sixteenth of the time it has left. When a
 * slot's span begins, its entries are taken out and looked at: the item is expired, or it has
 * changed and this entry means nothing any more, or the entry is filed again in a finer ring. So an
 * entry is touched a few times in its life, and nothing else is ever touched.
 *
 * <p>Entries are never removed when an item changes: writers would have to find them. {@link
 * #compact} drops the meaningless ones when there are too many.
 */
public final class ExpiryWheel {

  private static final int RINGS = 7;
  private static final int RING_SHIFT = 4;

  /** More than the 256 spans of its ring that an entry can be away. */
  private static final int SLOTS = 512;

  /** So many that nobody minds them. */
  private static final int FREE_ENTRIES = 1 << 16;

  private final Slot[][] rings = new Slot[RINGS][SLOTS];
  private final AtomicLong entries = new AtomicLong();

  private long compactAt = FREE_ENTRIES;

  /** All spans up to this second have been looked at; written by one thread. */
  private volatile long done;

  /** An empty wheel that stands at {@code now} (UNIX seconds). */
  public ExpiryWheel(long now) {
    // What is filed first may have expired already, and is due at once.
    done = now - 1;
    for (int ring = 0; ring < RINGS; ring++) {
      for (int i = 0; i < SLOTS; i++) {
        rings[ring][i] = new Slot();
      }
    }
  }

  /** Decides about an entry whose span has begun. */
  @FunctionalInterface
  public interface Visitor {

    /** Returns whether the entry still means something and is to be filed again. */
    boolean visit(Key key, long exptime);
  }

  /** How many entries there are, meaningless ones included. */
  public long size() {
    return entries.get();
  }

  /** Files a key; may be called on any thread. */
  public void file(Key key, long exptime) {
    while (true) {
      long base = done;
      // The clock may have been set back: what is due in the past is due with the next second.
      long due = Math.max(exptime, base + 1);
      int ring = ring(due - base);
      long span = due >> (ring * RING_SHIFT);
      if (slot(ring, span).add(key, exptime, span)) {
        entries.incrementAndGet();
        return;
      }
      // The sweep overtook us; it publishes its progress before it begins.
    }
  }

  /** Shows all entries whose spans have begun by {@code now}; one thread at a time. */
  public void advance(long now, Visitor visitor) {
    long before = done;
    if (now <= before) {
      return;
    }
    done = now;
    for (int ring = 0; ring < RINGS; ring++) {
      long last = now >> (ring * RING_SHIFT);
      long first = Math.max(before >> (ring * RING_SHIFT), last - SLOTS) + 1;
      for (long span = first; span <= last; span++) {
        review(slot(ring, span).take(span), visitor);
      }
    }
  }

  private void review(@Nullable Chunk chunk, Visitor visitor) {
    for (Chunk rest = chunk; rest != null; rest = rest.next) {
      for (int i = 0; i < rest.count; i++) {
        entries.decrementAndGet();
        if (visitor.visit(rest.keys[i], rest.exptime(i))) {
          file(rest.keys[i], rest.exptime(i));
        }
      }
    }
  }

  /**
   * Drops entries that the visitor does not want, and duplicates, if there are twice as many as the
   * last time, so that all of it costs a constant per entry filed; one thread at a time, the one of
   * {@link #advance}.
   */
  public void compact(Visitor visitor) {
    if (entries.get() < compactAt) {
      return;
    }
    for (Slot[] ring : rings) {
      for (Slot slot : ring) {
        Chunk chunk = slot.take();
        if (chunk != null) {
          Set<Key> seen = new HashSet<>();
          review(chunk, (key, exptime) -> visitor.visit(key, exptime) && seen.add(key));
        }
      }
    }
    compactAt = Math.max(FREE_ENTRIES, 2 * entries.get());
  }

  private Slot slot(int ring, long span) {
    return rings[ring][(int) span & (SLOTS - 1)];
  }

  private static int ring(long distance) {
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(distance);
    return Math.min(Math.max(bits / RING_SHIFT - 1, 0), RINGS - 1);
  }

  /** The entries of one span, and of no other at the same time. */
  private static final class Slot {

    private @Nullable Chunk head;
    private long taken = -1;

    /** Returns false if the span has begun already. */
    synchronized boolean add(Key key, long exptime, long span) {
      if (span <= taken) {
        return false;
      }
      if (head == null || head.count == head.keys.length) {
        head = new Chunk(head);
      }
      head.add(key, exptime);
      return true;
    }

    synchronized @Nullable Chunk take(long span) {
      taken = span;
      return take();
    }

    synchronized @Nullable Chunk take() {
      Chunk all = head;
      head = null;
      return all;
    }
  }

  /** Some entries; chunks of a slot grow, so that a lone entry is cheap and a million are too. */
  private static final class Chunk {

    private static final int FIRST = 4;
    private static final int LARGEST = 1024;

    final @Nullable Chunk next;
    final Key[] keys;
    final int[] exptimes;
    int count;

    Chunk(@Nullable Chunk next) {
      this.next = next;
      int length = next == null ? FIRST : Math.min(next.keys.length * 2, LARGEST);
      keys = new Key[length];
      exptimes = new int[length];
    }

    void add(Key key, long exptime) {
      keys[count] = key;
      exptimes[count++] = (int) exptime;
    }

    long exptime(int index) {
      return Integer.toUnsignedLong(exptimes[index]);
    }
  }
}
