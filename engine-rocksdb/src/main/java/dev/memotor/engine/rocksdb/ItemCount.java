package dev.memotor.engine.rocksdb;

import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * How many items there are. RocksDB's own figure is an estimate that takes each overwrite for an
 * item and each range deletion for two missing ones, which nobody minds among millions, and
 * everybody among three. So few are counted, as far as that can be done in RAM.
 *
 * @param items how many
 * @param counted whether that is exact
 */
record ItemCount(long items, boolean counted) {

  private static final int FEW = 2_000;

  /** More dead entries than this between live ones are not worth the walk. */
  private static final int MAX_DEAD = 10_000;

  /** Counting goes through the values, too; so many bytes of long ones are not worth that. */
  private static final long MAX_BLOB_BYTES = 16L << 20;

  /** Counts in RAM, or estimates. */
  static ItemCount of(Database database, int generation) {
    return of(database, generation, ReadTier.BLOCK_CACHE_TIER);
  }

  /**
   * Brings into RAM what {@link #of(Database, int)} needs to count few items; may read the disk.
   */
  static void prepare(Database database, int generation) {
    if (database.figure(Database.Family.ITEMS, "rocksdb.live-blob-file-size") <= MAX_BLOB_BYTES) {
      of(database, generation, ReadTier.READ_ALL_TIER);
    }
  }

  private static ItemCount of(Database database, int generation, ReadTier tier) {
    long estimate = database.figure(Database.Family.ITEMS, "rocksdb.estimate-num-keys");
    if (estimate > FEW) {
      return new ItemCount(estimate, false);
    }
    try (Slice end = new Slice(StoreKeys.startOf(generation + 1));
        ReadOptions how =
            new ReadOptions()
                .setReadTier(tier)
                .setMaxSkippableInternalKeys(MAX_DEAD)
                .setIterateUpperBound(end);
        RocksIterator items = database.iterate(Database.Family.ITEMS, how)) {
      int count = 0;
      for (items.seek(StoreKeys.startOf(generation)); items.isValid(); items.next()) {
        if (++count > FEW) {
          return new ItemCount(Math.max(estimate, count), false);
        }
      }
      items.status();
      return new ItemCount(count, true);
    } catch (RocksDBException e) {
      // The disk would have to be asked.
      Log.LOG.trace("items are not counted", e);
      return new ItemCount(estimate, false);
    }
  }
}
