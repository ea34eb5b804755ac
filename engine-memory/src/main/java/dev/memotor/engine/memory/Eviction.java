package dev.memotor.engine.memory;

import org.jspecify.annotations.Nullable;

/*
 * W-TinyLFU admission with a CLOCK main space.
 *
 * New keys enter a window, a FIFO of about a twentieth of all items. When an item leaves the window
 * while memory is full, it competes with a victim from the main space, and the one that was used
 * less often is evicted. An item's frequency is the sum of the use count kept in its slot and an
 * estimate from a sketch, which also remembers keys that were evicted. To find a victim, a clock
 * hand advances around the index, looks at a few slots, picks the least used and ages the others.
 *
 * - G. Einziger, R. Friedman, B. Manes: "TinyLFU: A Highly Efficient Cache Admission Policy", ACM
 *   Transactions on Storage 13(4), 2017. The window and the sketch.
 * - F. J. Corbato: "A Paging Experiment with the Multics System", MIT Project MAC, 1968. The clock.
 * - G. Cormode, S. Muthukrishnan: "An Improved Data Stream Summary: The Count-Min Sketch and its
 *   Applications", Journal of Algorithms 55(1), 2005. The sketch.
 */

/** Decides which item is evicted when there is no room. Guarded by itself. */
final class Eviction {

  /** The number of items that the hand looks at before it picks one. */
  private static final int SAMPLE = 16;

  /** The limit on buckets looked at, where most are empty. */
  private static final int MAX_LOOKS = 4096;

  /** There is one key in the window per this many items. */
  private static final int ITEMS_PER_NEWCOMER = 20;

  /** The sketch has eight bytes per this many items, but stays small beside the heap. */
  private static final int ITEMS_PER_LONG = 4;

  private static final long LARGEST_SKETCH = 1 << 21;

  /** An item to evict. */
  record Victim(int hash, long ref) {}

  private final Index index;
  private FrequencySketch sketch = new FrequencySketch(0);
  private int noted;

  /** The hashes of the newest keys, in a ring: the window. */
  private int[] newcomers = new int[1];

  private int oldest;
  private int newest;

  /** The hash of the key that left the window last and has not competed yet; 0 if there is none. */
  private int graduate;

  /** The bucket at which the hand points. */
  private int hand;

  /** What is found by looking at slots. */
  private int victimHash;

  private long victim;
  private int victimUses;
  private int seen;

  private long candidate;
  private int candidateUses;

  Eviction(Index index) {
    this.index = index;
  }

  /**
   * Notes a new key.
   *
   * @param full whether there was no room left for it
   */
  synchronized void added(int hash, boolean full) {
    newest = hash;
    graduate = newcomers[oldest];
    newcomers[oldest] = hash;
    oldest = oldest + 1 == newcomers.length ? 0 : oldest + 1;
    if (oldest == 0 && index.size() > (long) ITEMS_PER_NEWCOMER * newcomers.length) {
      growWindow();
    }
    if (full) {
      sketch.increment(hash);
      if (++noted >= sketch.size()) {
        noted = 0;
        growSketch();
      }
    }
  }

  private void growWindow() {
    int length = newcomers.length;
    int[] longer = new int[2 * length];
    // Until the added places are filled, no key leaves the window.
    System.arraycopy(newcomers, 0, longer, length, length);
    newcomers = longer;
  }

  private void growSketch() {
    long wanted = Math.min(index.size() / ITEMS_PER_LONG, LARGEST_SKETCH);
    if (wanted > 2L * sketch.size()) {
      sketch = new FrequencySketch(wanted);
    }
  }

  /** Returns the next item to evict, but not the newest; null if the table is nearly empty. */
  synchronized @Nullable Victim next() {
    int leaving = graduate;
    graduate = 0;
    candidate = 0;
    if (leaving != 0 && leaving != newest) {
      index.visitHash(leaving, this::noteCandidate);
    }
    // Items looked at for a competition do not age: otherwise a stream of keys that are never used
    // again would age all others.
    findVictim(candidate == 0);
    if (candidate != 0 && (victim == 0 || !staysInPlaceOfVictim(leaving))) {
      return new Victim(leaving, candidate);
    }
    return victim == 0 ? null : new Victim(victimHash, victim);
  }

  private boolean staysInPlaceOfVictim(int leaving) {
    return candidateUses + sketch.estimate(leaving) > victimUses + sketch.estimate(victimHash);
  }

  private void noteCandidate(int hash, long ref, int uses) {
    candidate = ref;
    candidateUses = uses;
  }

  private void findVictim(boolean ages) {
    victim = 0;
    victimUses = Integer.MAX_VALUE;
    seen = 0;
    int count = index.buckets();
    for (int looks = 0;
        victimUses > 0 && seen < SAMPLE && (victim == 0 || looks < MAX_LOOKS) && looks <= count;
        looks++) {
      index.glance(hand, this::consider, ages ? 1 : 0);
      hand = hand + 1 >= count ? 0 : hand + 1;
    }
  }

  private void consider(int hash, long ref, int uses) {
    if (hash != newest) {
      seen++;
      if (uses < victimUses) {
        victim = ref;
        victimHash = hash;
        victimUses = uses;
      }
    }
  }
}
