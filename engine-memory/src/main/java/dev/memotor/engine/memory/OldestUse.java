package dev.memotor.engine.memory;

import dev.memotor.engine.Item;

/**
 * Finds when the least recently used item was last used. As there is no list in order of use, it
 * walks around the table, some slots at a time. For one thread.
 */
final class OldestUse {

  /** Slots per step: a walk over a million items takes a minute or two. */
  private static final int LOOKS = 4096;

  private static final long NONE = Long.MAX_VALUE;

  private final Segment[] segments;
  private int segment;
  private int slot;
  private long soFar = NONE;

  /** The result of the last walk. */
  private volatile long oldest = NONE;

  OldestUse(Segment[] segments) {
    this.segments = segments;
  }

  /** Looks at the next slots; stops at the end of a walk. */
  void step() {
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
   * Returns that moment in UNIX seconds; negative if there are no items or the first walk has not
   * ended.
   */
  long moment() {
    long moment = oldest;
    return moment == NONE ? -1 : moment;
  }
}
