package dev.memotor.engine.memory;

import dev.memotor.engine.Key;
import java.util.Arrays;

/**
 * Decides which item goes when there is no room: W-TinyLFU with a clock for a main space.
 *
 * <p>New keys enter a window, first in, first out, about a twentieth of all. Whoever leaves the
 * window while there is no room must have been asked for more often than some item of the main
 * space, or goes. How often keys were asked for is told by the uses counted with each item and by a
 * sketch that remembers those that have gone. A hand goes round the main space; it looks at a few
 * items, takes the least used, and lets the others age.
 *
 * <p>Guarded by itself.
 */
final class Eviction {

  /** The hand looks at so many items before it takes one. */
  private static final int SAMPLE = 16;

  /** And at so many slots, where most are free. */
  private static final int MAX_LOOKS = 4096;

  private final Segment[] segments;
  private FrequencySketch sketch = new FrequencySketch(0);
  private int noted;
  private int segment;
  private int slot;

  /** Null for none. */
  private byte[] victim;

  private int victimHash;
  private int victimUses;

  Eviction(Segment[] segments) {
    this.segments = segments;
  }

  /** A key came while there was no room. */
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
   * Of a key that leaves the window and one of the main space, the one to go; or null. Those that
   * are looked at do not age: a stream of keys that nobody asks for again would age all others.
   */
  Key loser(int graduate, Key newest) {
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

  private static boolean isOf(Key key, byte[] bytes) {
    return key != null && Arrays.equals(key.bytes(), bytes);
  }

  /** The next item to go, or null if there is hardly any; not the newest. */
  Key victim(Key newest) {
    findVictim(newest, true);
    return victim == null ? null : Key.of(victim);
  }

  private void findVictim(Key newest, boolean ages) {
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

  private boolean consider(Slots slots, Key newest, boolean ages) {
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
