package dev.memotor.engine.memory;

import dev.memotor.engine.Key;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * W-TinyLFU admission with a CLOCK main space.
 *
 * New keys enter a window, a FIFO of about a twentieth of all items. When an item leaves the window
 * while there is no room, it competes with a victim from the main space, and the one that was used
 * less often is evicted. An item's frequency is the sum of a use count kept with the item and an
 * estimate from a sketch, which also remembers keys that were evicted. To find a victim, a clock
 * hand advances around the main space, looks at a few items, picks the least used and ages the
 * others.
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

  /** The limit on slots looked at, where most are free. */
  private static final int MAX_LOOKS = 4096;

  private final Segment[] segments;
  private FrequencySketch sketch = new FrequencySketch(0);
  private int noted;
  private int segment;
  private int slot;

  /** Null if there is none. */
  private byte @Nullable [] victim;

  private int victimHash;
  private int victimUses;

  Eviction(Segment[] segments) {
    this.segments = segments;
  }

  /** Counts a new key that arrived while there was no room. */
  void noteNew(int hash) {
    sketch.increment(hash);
    if (++noted >= sketch.size()) {
      noted = 0;
      growSketch();
    }
  }

  private void growSketch() {
    long items = 0;
    for (Segment each : segments) {
      items += each.size();
    }
    if (items > 2L * sketch.size()) {
      sketch = new FrequencySketch(items);
    }
  }

  /**
   * Returns which to evict: a key that leaves the window, or a victim from the main space; null if
   * neither is known. Items looked at do not age: otherwise a stream of keys that are never used
   * again would age all others.
   */
  @Nullable Key loser(int graduate, Key newest) {
    Slots slots = segments[ItemTable.segment(graduate)].slots();
    int found = slots.find(graduate);
    byte[] key = found < 0 ? null : slots.key(found);
    if (key == null || isOf(newest, key)) {
      return null;
    }
    int frequency = slots.uses(found) + sketch.estimate(graduate);
    findVictim(newest, false);
    if (victim == null) {
      return null;
    }
    boolean stays = frequency > victimUses + sketch.estimate(victimHash);
    return Key.of(stays ? victim : key);
  }

  private static boolean isOf(@Nullable Key key, byte[] bytes) {
    return key != null && Arrays.equals(key.bytes(), bytes);
  }

  /** Returns the next key to evict, but not the newest; null if the table is nearly empty. */
  @Nullable Key victim(@Nullable Key newest) {
    findVictim(newest, true);
    return victim == null ? null : Key.of(victim);
  }

  private void findVictim(@Nullable Key newest, boolean ages) {
    victim = null;
    victimUses = Integer.MAX_VALUE;
    int seen = 0;
    for (int looks = 0;
        victimUses > 0 && seen < SAMPLE && (victim == null || looks < MAX_LOOKS); ) {
      if (looks > segments.length * MAX_LOOKS) {
        victim = null;
        return;
      }
      Slots slots = segments[segment].slots();
      int end = Math.min(slots.count(), slot + MAX_LOOKS);
      for (; slot < end && victimUses > 0 && seen < SAMPLE; slot++, looks++) {
        if (!slots.isFree(slot) && consider(slots, newest, ages)) {
          seen++;
        }
      }
      if (slot >= slots.count()) {
        slot = 0;
        segment = (segment + 1) % segments.length;
      }
    }
  }

  private boolean consider(Slots slots, @Nullable Key newest, boolean ages) {
    byte[] key = slots.key(slot);
    if (key == null || isOf(newest, key)) {
      return false;
    }
    int uses = slots.uses(slot);
    if (uses < victimUses) {
      victim = key;
      victimHash = slots.hash(slot);
      victimUses = uses;
    }
    if (ages && uses > 0) {
      slots.setUses(slot, uses - 1);
    }
    return true;
  }
}
