package dev.memotor.engine.memory;

/**
 * Finds when the least recently used item was last used. As there is no list in order of use, it
 * walks around the index, some buckets at a time. For one thread.
 */
final class OldestUse {

  /** Buckets per step: a walk over a million items takes half a minute. */
  private static final int BUCKETS = 1024;

  private static final long NONE = Long.MAX_VALUE;

  private final ItemTable table;
  private int bucket;
  private long soFar = NONE;

  /** The result of the last walk. */
  private volatile long oldest = NONE;

  OldestUse(ItemTable table) {
    this.table = table;
  }

  /** Looks at the next buckets, in a turn; stops at the end of a walk. */
  void step() {
    for (int i = 0; i < BUCKETS; i++) {
      table
          .index()
          .glance(bucket, (hash, ref, uses) -> soFar = Math.min(soFar, table.lastAccess(ref)));
      if (++bucket >= table.index().buckets()) {
        bucket = 0;
        oldest = soFar;
        soFar = NONE;
        return;
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
