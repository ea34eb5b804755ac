package dev.memotor.engine.memory;

import dev.memotor.engine.Item;

/**
 * Finds the last use of the item that has been unused for longest. There is no list in the order of
 * use, so this goes round the table, a few slots at a time. For one thread.
 */
final class OldestUse {

  /** Slots at a time: a round of a million items takes a minute or two. */
  private static final int LOOKS = 4096;

  private static final long NONE = Long.MAX_VALUE;

  private final Segment[] segments;
  private int segment;
  private int slot;
  private long soFar = NONE;

  /** As of the last round. */
  private volatile long oldest = NONE;

  OldestUse(Segment[] segments) {
    this.segments = segments;
  }

  /** Looks at the next slots; ends early at the end of a round. */
  void lookOn() {
    for (int looks = 0; looks < LOOKS; ) {
      Slots slots = segments[segment].slots();
      int end = Math.min(slots.count(), slot + LOOKS - looks);
      looks += end - slot;
      for (; slot < end; slot++) {
        Item item = slots.isFree(slot) ? null : slots.item(slot);
        if (item != null) {
          soFar = Math.min(soFar, item.lastAccess());
        }
      }
      if (slot >= slots.count()) {
        slot = 0;
        segment = (segment + 1) % segments.length;
        if (segment == 0) {
          oldest = soFar;
          soFar = NONE;
          return;
        }
      }
    }
  }

  /**
   * When that was, in UNIX seconds; negative if there is no item, or before the first round ends.
   */
  long moment() {
    long moment = oldest;
    return moment == NONE ? -1 : moment;
  }
}
