package dev.memotor.engine.support;

import dev.memotor.engine.Key;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An index in RAM of when items expire, for engines whose store has none. It makes the cost of
 * expiry proportional to what expired, not to what is stored.
 *
 * <p>A hierarchical timing wheel. The slots of a ring stand for spans of 1, 16, 256 ... seconds,
 * and an entry is filed in the coarsest ring whose slots are at most a sixteenth of its remaining
 * time. When a slot's span begins, its entries are taken out and visited: either the item has
 * expired, or it has changed and the entry is stale, or the entry is filed again in a finer ring.
 * Each entry is thus visited a few times in its life.
 *
 * <p>Entries are not removed when an item changes, because writers would have to find them. {@link
 * #compact} drops the stale ones when there are too many.
 */
public final class ExpiryWheel {

  private static final int RINGS = 7;
  private static final int RING_SHIFT = 4;

  /** More than the 256 spans of its ring that an entry can lie ahead. */
  private static final int SLOTS = 512;

  /** Below this, compaction is not worth its cost. */
  private static final int FREE_ENTRIES = 1 << 16;

  private final Slot[][] rings = new Slot[RINGS][SLOTS];
  private final AtomicLong entries = new AtomicLong();

  private long compactAt = FREE_ENTRIES;

  /** All spans up to this second have been visited; written by one thread. */
  private volatile long done;

  /** Creates an empty wheel that stands at {@code now} (UNIX seconds). */
  public ExpiryWheel(long now) {
    // An item filed right away may have expired already, and is then due at once.
    done = now - 1;
    for (int ring = 0; ring < RINGS; ring++) {
      for (int i = 0; i < SLOTS; i++) {
        rings[ring][i] = new Slot();
      }
    }
  }

  /** Visits an entry whose span has begun. */
  @FunctionalInterface
  public interface Visitor {

    /** Returns whether the entry is still current and is to be filed again. */
    boolean visit(Key key, long exptime);
  }

  /** Returns the number of entries, including stale ones. */
  public long size() {
    return entries.get();
  }

  /** Files a key. Thread-safe. */
  public void file(Key key, long exptime) {
    while (true) {
      long base = done;
      // If the clock was set back, an entry due in the past becomes due with the next second.
      long due = Math.max(exptime, base + 1);
      int ring = ring(due - base);
      long span = due >> (ring * RING_SHIFT);
      if (slot(ring, span).add(key, exptime, span)) {
        entries.incrementAndGet();
        return;
      }
      // A concurrent advance took that span; it published its progress before it began.
    }
  }

  /** Visits all entries whose spans have begun by {@code now}. One thread at a time. */
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
   * Drops duplicates and entries that the visitor rejects, once their number has doubled since the
   * last time, so that the cost is constant per entry filed. Call it on the thread that calls
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

  /** The entries of one span at a time. */
  private static final class Slot {

    private @Nullable Chunk head;
    private long taken = -1;

    /** Adds an entry; returns false if the span has already begun. */
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

  /** Some entries. The chunks of a slot grow: one entry is cheap, and so are a million. */
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
