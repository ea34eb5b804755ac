package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Exptime;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Tracks the current generation, to which all live items belong; a flush begins the next one. Items
 * of earlier generations are invisible, and are removed in the background, even after a restart.
 */
final class Generations {

  private static final int FIRST = 1;

  private final Database database;
  private final Commits commits;
  private volatile int current;
  private volatile long scheduledFlush;

  Generations(Database database, Commits commits) {
    this.database = database;
    this.commits = commits;
    byte[] stored = database.readMeta(StoreKeys.GENERATION);
    current = stored == null ? FIRST : (int) StoreKeys.number(stored);
    byte[] scheduled = database.readMeta(StoreKeys.FLUSH);
    scheduledFlush =
        scheduled == null || StoreKeys.generation(scheduled) != current
            ? Exptime.NEVER
            : StoreKeys.exptime(scheduled);
  }

  int current() {
    return current;
  }

  /**
   * Begins the next generation; called with all lanes held.
   *
   * @throws dev.memotor.engine.EngineException if it could not be recorded; the current generation
   *     then continues
   */
  void next() {
    int next = current + 1;
    // This commits everything before it, so that no uncommitted writes are left.
    commits.writeMeta(StoreKeys.GENERATION, StoreKeys.number(next));
    current = next;
    // Its record names the generation that has ended, and is void now.
    scheduledFlush = Exptime.NEVER;
  }

  /** Returns when the current generation is to end, or {@link Exptime#NEVER}. */
  long scheduledFlush() {
    return scheduledFlush;
  }

  /**
   * Records when the current generation is to end; called with all lanes held.
   *
   * @throws dev.memotor.engine.EngineException if it could not be recorded
   */
  void scheduleFlush(long at) {
    commits.writeMeta(StoreKeys.FLUSH, StoreKeys.expiryStart(current, at));
    scheduledFlush = at;
  }

  /** Returns whether anything of earlier generations is left. */
  boolean hasLeftovers() {
    return hasLeftovers(Database.Family.ITEMS) || hasLeftovers(Database.Family.EXPIRY);
  }

  private boolean hasLeftovers(Database.Family family) {
    try (Slice end = new Slice(StoreKeys.startOf(current));
        ReadOptions how = new ReadOptions().setIterateUpperBound(end).setFillCache(false);
        RocksIterator iterator = database.iterate(family, how)) {
      iterator.seekToFirst();
      return iterator.isValid();
    }
  }

  /** Removes what is left of earlier generations, and reclaims its space. */
  void removeLeftovers(CompactRangeOptions how) throws RocksDBException {
    byte[] from = StoreKeys.startOf(0);
    byte[] to = StoreKeys.startOf(current);
    database.deleteRange(Database.Family.ITEMS, from, to);
    database.deleteRange(Database.Family.EXPIRY, from, to);
    // Range tombstones slow every read down until they are compacted away.
    database.flushMemtables();
    database.compact(Database.Family.ITEMS, from, to, how);
    database.compact(Database.Family.EXPIRY, from, to, how);
  }
}
