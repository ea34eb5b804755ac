package dev.memotor.engine.memory;

import org.jspecify.annotations.Nullable;

/*
 * W-TinyLFU made of three FIFO queues, with use counts kept in the index instead of a sketch.
 *
 * New keys enter the window. The oldest of the window competes with the oldest on probation, and the
 * one that was used less often is evicted; if that is the one on probation, the other takes its
 * place. What is used on probation becomes protected; the oldest that were not used again return to
 * probation. A hit only counts up in the index: queues change when there is something to evict.
 *
 * A slot of the index holds the uses since this class last looked, which readers count, and those
 * before. All counts are halved every now and then, a bucket at a time. A key that is evicted leaves
 * its count to the ghosts and gets it back if it returns. The ghosts also say which share of the
 * items the window should have: a key that returns soon after it was evicted from the window would
 * have been hit if the window were larger, and one that was evicted from the main space if it were
 * smaller.
 *
 * Queues hold hashes, so an item can be replaced or moved without a change here. A hash whose item
 * has gone is skipped. When too many have, the queues are filled again from the index, a few buckets
 * at a time.
 *
 * - G. Einziger, R. Friedman, B. Manes: "TinyLFU: A Highly Efficient Cache Admission Policy", ACM
 *   Transactions on Storage 13(4), 2017. Window, probation, protection and admission.
 * - F. J. Corbato: "A Paging Experiment with the Multics System", MIT Project MAC, 1968. A second
 *   chance for what was used, instead of a move with each use.
 * - N. Megiddo, D. S. Modha: "ARC: A Self-Tuning, Low Overhead Replacement Cache", FAST 2003. To
 *   learn from evicted keys that return.
 */

/** Decides which item is evicted when there is no room. Guarded by itself. */
final class Eviction {

  /** What the index counts for a new item: one use. */
  static final int NEW = 1 << Index.USES_BITS;

  private static final double LEAST_WINDOW = 0.01;
  private static final double LARGEST_WINDOW = 0.8;

  /** How much of the window's share one key per item would change. */
  private static final double STEP = 0.1;

  private static final double PROTECTED = 0.8;

  /** The window may be larger by this part of itself, while evictions lag behind. */
  private static final double SLACK = 0.125;

  /** Counts are halved when there have been as many uses per item. */
  private static final int HALVING = 8;

  /** The evictions per item in an epoch of the ghosts. */
  private static final double EPOCH = 0.15;

  private static final int GHOSTS_PER_ITEM = 2;

  /** Used items that are spared for one eviction, at most. */
  private static final int MAX_SPARED = 64;

  private static final int MAX_SKIPPED = 1024;
  private static final int MAX_AGED = 64;

  /** The number of evictions between two pages added to the ghosts. */
  private static final int GROWTH = 16_384;

  private static final int CHECKS = 1024;
  private static final int FREE_ENTRIES = 4096;
  private static final int BUCKETS_REFILLED = 8;
  private static final int MAX_LOOKS = 4096;
  private static final int NONE = -1;

  /** An item to evict. */
  record Victim(int hash, long ref) {}

  private final Memory memory;
  private final Index index;
  private final Cells cells;
  private final HashQueue window;
  private final HashQueue probation;
  private final HashQueue established;
  private final Ghosts ghosts;

  private double share = LEAST_WINDOW;
  private boolean full;
  private int evictedInEpoch;
  private int evictedSinceGrowth = GROWTH;
  private int insertions;
  private int spared;
  private int skipped;
  private long bucketCredit;
  private long setCredit;
  private int agedBucket;

  /** The next bucket from which the queues are filled again, or {@link #NONE}. */
  private int refilled = NONE;

  /** The hash stored last, which is not evicted. Not guarded: another thread's is as good. */
  private int newest;

  Eviction(Memory memory, Index index) {
    this.memory = memory;
    this.index = index;
    cells = new Cells(memory, HashQueue.CELL);
    window = new HashQueue(memory, cells);
    probation = new HashQueue(memory, cells);
    established = new HashQueue(memory, cells);
    ghosts = new Ghosts(memory);
  }

  /** Notes that an item has been replaced by one of the same key. */
  void replaced(int hash) {
    newest = hash;
  }

  /** Notes a new item, which is in the index already. */
  synchronized void inserted(int hash) {
    newest = hash;
    while (window.size() > windowLimit() * (full ? 1 + SLACK : 1)) {
      add(probation, window.remove());
    }
    add(window, hash);
    if (full) {
      count(1);
      recall(hash);
    }
    if (++insertions >= CHECKS) {
      insertions = 0;
      if (entries() > index.size() * 5 / 4 + FREE_ENTRIES && refilled == NONE) {
        startRefill();
      }
    }
    refill();
  }

  private void recall(int hash) {
    int known = ghosts.recall(hash);
    if (known == Ghosts.UNKNOWN) {
      return;
    }
    double step = STEP / Math.max(1, entries());
    if ((known & Ghosts.MAIN) != 0) {
      share = Math.max(LEAST_WINDOW, share - step);
    } else if ((known & Ghosts.YOUNG) != 0) {
      share = Math.min(LARGEST_WINDOW, share + step);
    }
    int uses = Math.min(Ghosts.USES, (known & Ghosts.USES) + 1);
    index.setUses(hash, index.glance(hash), uses << Index.USES_BITS);
  }

  /** Notes that a victim was not evicted, because it had changed. */
  synchronized void keep(Victim victim) {
    add(probation, victim.hash());
  }

  /** Returns the next item to evict, in a turn; null if no candidate was found this time. */
  synchronized @Nullable Victim next() {
    full = true;
    growGhosts();
    refill();
    spared = 0;
    skipped = 0;
    long candidate = isWindowFull() ? head(window) : 0;
    int uses = candidate == 0 ? 0 : fold(window.oldest(), candidate);
    long victim = victim();
    if (victim == 0 && candidate == 0) {
      skipped = 0;
      candidate = head(window);
      return candidate == 0 ? any() : evict(window, candidate);
    }
    if (candidate == 0) {
      return evict(probation, victim);
    }
    if (victim == 0) {
      return evict(window, candidate);
    }
    boolean stays = window.oldest() == newest || uses > totalUses(victim);
    if (!stays) {
      return evict(window, candidate);
    }
    Victim evicted = evict(probation, victim);
    add(probation, window.remove());
    return evicted;
  }

  private @Nullable Victim evict(HashQueue queue, long slot) {
    int hash = queue.oldest();
    if (hash == newest) {
      return null;
    }
    queue.remove();
    int uses = fold(hash, slot);
    ghosts.remember(hash, uses, queue == window);
    if (++evictedInEpoch >= EPOCH * entries()) {
      evictedInEpoch = 0;
      ghosts.beginEpoch();
    }
    return new Victim(hash, Index.ref(slot));
  }

  /** Returns the slot of the oldest on probation that was not used lately; 0 if there is none. */
  private long victim() {
    while (skipped < MAX_SKIPPED) {
      long slot = head(probation);
      if (slot == 0) {
        if (!demote()) {
          return 0;
        }
      } else if (isSpared(probation.oldest(), slot)) {
        fold(probation.oldest(), slot);
        add(established, probation.remove());
        while (established.size() > PROTECTED * (established.size() + probation.size())
            && demote()) {
          // Until protection is the exception again.
        }
      } else {
        return slot;
      }
    }
    return 0;
  }

  /** Moves the oldest protected item that was not used lately to probation. */
  private boolean demote() {
    long slot = head(established);
    while (slot != 0 && isSpared(established.oldest(), slot)) {
      fold(established.oldest(), slot);
      add(established, established.remove());
      slot = head(established);
    }
    return slot != 0 && add(probation, established.remove());
  }

  private boolean isSpared(int hash, long slot) {
    return hash == newest
        ? ++skipped < MAX_SKIPPED
        : recentUses(slot) > 0 && ++spared <= MAX_SPARED;
  }

  /** Returns the slot of the oldest item of a queue, whose hash is then its oldest; 0 if none. */
  private long head(HashQueue queue) {
    while (!queue.isEmpty() && skipped < MAX_SKIPPED) {
      long slot = index.glance(queue.oldest());
      if (slot != 0) {
        return slot;
      }
      queue.remove();
      skipped++;
    }
    return 0;
  }

  private static int recentUses(long slot) {
    return Index.uses(slot) & Index.MAX_USES;
  }

  private static int totalUses(long slot) {
    return Math.min(Ghosts.USES, recentUses(slot) + (Index.uses(slot) >> Index.USES_BITS));
  }

  /** Adds the recent uses of an item to those before; returns the sum. */
  private int fold(int hash, long slot) {
    int uses = totalUses(slot);
    int recent = recentUses(slot);
    if (recent > 0) {
      index.setUses(hash, slot, uses << Index.USES_BITS);
      count(recent);
    }
    return uses;
  }

  /** Counts uses, and halves the counts of as many buckets and ghosts as are due. */
  private void count(int uses) {
    long round = Math.max(1, HALVING * entries());
    bucketCredit += (long) uses * index.buckets();
    setCredit += (long) uses * ghosts.sets();
    for (int i = 0; i < MAX_AGED && bucketCredit >= round; i++) {
      bucketCredit -= round;
      agedBucket = agedBucket + 1 >= index.buckets() ? 0 : agedBucket + 1;
      index.halveUses(agedBucket);
    }
    for (int i = 0; i < MAX_AGED && setCredit >= round; i++) {
      setCredit -= round;
      ghosts.ageNext();
    }
    bucketCredit = Math.min(bucketCredit, round);
    setCredit = Math.min(setCredit, round);
  }

  private boolean isWindowFull() {
    return window.size() > windowLimit();
  }

  private double windowLimit() {
    return Math.max(1, share * entries());
  }

  private long entries() {
    return window.size() + probation.size() + established.size();
  }

  private boolean add(HashQueue queue, int hash) {
    boolean added = queue.add(hash);
    if (!added && refilled == NONE) {
      // The item would never be evicted.
      refilled = 0;
    }
    return added;
  }

  private void growGhosts() {
    if (++evictedSinceGrowth >= GROWTH
        && ghosts.capacity() < GHOSTS_PER_ITEM * entries()
        && !memory.isOverLimit()) {
      evictedSinceGrowth = 0;
      ghosts.grow();
    }
  }

  private void startRefill() {
    window.clear();
    probation.clear();
    established.clear();
    refilled = 0;
  }

  /** Files the items of the next buckets, while the queues are being filled again. */
  private void refill() {
    for (int i = 0; i < BUCKETS_REFILLED && refilled != NONE; i++) {
      index.glance(refilled, (hash, ref, uses) -> probation.add(hash));
      refilled = refilled + 1 >= index.buckets() ? NONE : refilled + 1;
    }
  }

  /** Returns an item that no queue has, after there was no memory for the queues. */
  private @Nullable Victim any() {
    if (skipped >= MAX_SKIPPED) {
      return null;
    }
    int count = index.buckets();
    Victim[] found = new Victim[1];
    for (int looks = 0; looks < MAX_LOOKS && looks < count && found[0] == null; looks++) {
      agedBucket = agedBucket + 1 >= count ? 0 : agedBucket + 1;
      index.glance(
          agedBucket,
          (hash, ref, uses) -> {
            if (hash != newest) {
              found[0] = new Victim(hash, ref);
            }
          });
    }
    return found[0];
  }

  long bytes() {
    return cells.bytes() + ghosts.bytes();
  }

  /** Gives all memory back; it must not be used afterwards. */
  synchronized void release() {
    cells.release();
    ghosts.release();
  }
}
