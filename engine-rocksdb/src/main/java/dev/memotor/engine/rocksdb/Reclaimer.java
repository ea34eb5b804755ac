package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.support.PeriodicTask;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Gives the space of removed items back to the file system. RocksDB does that by itself as writing
 * goes on; this does it when a flush, much expiry or many deletes leave a store that is written no
 * more.
 *
 * <p>The whole store is compacted only when at least a fifth of it has been removed since the last
 * time, so that the cost grows with what was removed and not with what is stored.
 */
final class Reclaimer implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long LEAST_REMOVED = 4L << 20;
  private static final long LEAST_REMOVED_WHEN_QUIET = 64L << 10;
  private static final int SHARE = 5;

  /** A log longer than this is not left to lie when writing ends. */
  private static final long LOG_WORTH_REMOVING = 4L << 20;

  private static final int QUIET_ROUNDS = 3;

  private final Database database;
  private final UseGate handles;
  private final Generations generations;
  private final Commits commits;
  private final EngineCounters counters;
  private final LongAdder removed = new LongAdder();
  private final PeriodicTask task;
  private final Object compactionLock = new Object();

  // Guarded by compactionLock.
  private CompactRangeOptions running;

  private long removedBefore;
  private long bytesFlushed;
  private long bytesSeen;
  private int quietRounds;
  private volatile boolean roomNeeded;
  private boolean reclaimedForRoom;

  Reclaimer(
      Database database,
      UseGate handles,
      Generations generations,
      Commits commits,
      EngineCounters counters) {
    this.database = database;
    this.handles = handles;
    this.generations = generations;
    this.commits = commits;
    this.counters = counters;
    this.task = new PeriodicTask("memotor-rocksdb-reclaim", PAUSE, this::look, Log::failure);
  }

  void start() {
    // A flush of the last run may have left something.
    task.wake();
    task.start();
  }

  /**
   * Says that storing is refused because there is too little room until something is given back.
   */
  void needRoom() {
    roomNeeded = true;
    task.wake();
  }

  void wake() {
    task.wake();
  }

  /** Notes that an item of this length is no more. */
  void removed(long bytes) {
    removed.add(bytes);
  }

  private void look() {
    if (database.isReadOnly() || !handles.enter()) {
      return;
    }
    reclaimedForRoom &= roomNeeded;
    try {
      if (generations.hasLeftovers()) {
        compacting(generations::removeLeftovers);
        removedBefore = removed.sum();
        counters.reclaims.increment();
      } else if (roomNeeded ? mayGiveRoom() : isWorthCompacting()) {
        long start = removed.sum();
        compacting(this::compactAll);
        removedBefore = start;
        counters.reclaims.increment();
      } else {
        flushWhenQuiet();
      }
    } catch (RocksDBException e) {
      if (!task.isClosing()) {
        throw Failures.running("space could not be given back", e);
      }
      LOG.debug("giving space back was interrupted", e);
    } finally {
      roomNeeded = false;
      handles.leave();
    }
  }

  private boolean isWorthCompacting() {
    long since = removed.sum() - removedBefore;
    // The end of a sweep may be small, and nothing may follow it.
    long least = quietRounds >= QUIET_ROUNDS ? LEAST_REMOVED_WHEN_QUIET : LEAST_REMOVED;
    return since >= least && since >= counters.storedBytes(database) / SHARE;
  }

  /**
   * Whether compacting may give room where storing is refused: at first in any case, as much may
   * have been overwritten, then whenever something has been removed.
   */
  private boolean mayGiveRoom() {
    boolean first = !reclaimedForRoom;
    reclaimedForRoom = true;
    return first || removed.sum() - removedBefore >= LEAST_REMOVED_WHEN_QUIET;
  }

  private void compactAll(CompactRangeOptions how) throws RocksDBException {
    // What is written from here on may not be flushed: the sweep goes on meanwhile.
    bytesFlushed = commits.byteCount();
    database.flushMemtables();
    // Tombstones flushed into an empty store are moved to its last level, where they would stay.
    how.setBottommostLevelCompaction(CompactRangeOptions.BottommostLevelCompaction.kForceOptimized);
    database.compact(Database.Family.EXPIRY, null, null, how);
    database.compact(Database.Family.ITEMS, null, null, how);
  }

  private void compacting(Compaction compaction) throws RocksDBException {
    try (CompactRangeOptions how = new CompactRangeOptions()) {
      how.setExclusiveManualCompaction(false);
      synchronized (compactionLock) {
        running = how;
      }
      try {
        if (!task.isClosing()) {
          compaction.run(how);
        }
      } catch (RocksDBException e) {
        if (Failures.code(e) != Status.Code.Incomplete || !task.isClosing()) {
          throw e;
        }
      } finally {
        synchronized (compactionLock) {
          running = null;
        }
      }
    }
  }

  /** After a burst of writes, moves them from the log to files, once. */
  private void flushWhenQuiet() throws RocksDBException {
    long bytes = commits.byteCount();
    quietRounds = bytes == bytesSeen ? quietRounds + 1 : 0;
    bytesSeen = bytes;
    if (quietRounds >= QUIET_ROUNDS && bytes - bytesFlushed >= LOG_WORTH_REMOVING) {
      database.flushMemtables();
      bytesFlushed = bytes;
    }
  }

  @Override
  public void close() {
    // First: a compaction that is not announced yet will not begin.
    task.stop();
    synchronized (compactionLock) {
      if (running != null) {
        running.setCanceled(true);
      }
    }
    task.close();
  }

  /** Something that compacts. */
  @FunctionalInterface
  private interface Compaction {
    void run(CompactRangeOptions how) throws RocksDBException;
  }
}
