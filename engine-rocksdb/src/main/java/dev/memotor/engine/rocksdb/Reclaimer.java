package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.support.PeriodicTask;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Returns the space of removed items to the file system. RocksDB does so by itself while it is
 * written; this class does it after a flush, mass expiry or many deletes, when no more writes
 * follow.
 *
 * <p>The whole store is compacted only after at least a fifth of it has been removed, so that the
 * cost grows with what was removed, not with what is stored.
 */
final class Reclaimer implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long LEAST_REMOVED = 4L << 20;
  private static final long LEAST_REMOVED_WHEN_QUIET = 64L << 10;
  private static final int SHARE = 5;

  /** A log longer than this is flushed away once writes end. */
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
  private volatile boolean spaceNeeded;
  private boolean reclaimedForSpace;

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
    // A flush in the last run may have left something.
    task.wake();
    task.start();
  }

  /** Requests space, because storing is refused until some is reclaimed. */
  void requestSpace() {
    spaceNeeded = true;
    task.wake();
  }

  void wake() {
    task.wake();
  }

  /** Counts the bytes of a removed item. */
  void removed(long bytes) {
    removed.add(bytes);
  }

  private void look() {
    if (database.isReadOnly() || !handles.enter()) {
      return;
    }
    reclaimedForSpace &= spaceNeeded;
    try {
      if (generations.hasLeftovers()) {
        compacting(generations::removeLeftovers);
        removedBefore = removed.sum();
        counters.reclaims.increment();
      } else if (spaceNeeded ? mayFreeSpace() : isWorthCompacting()) {
        long start = removed.sum();
        compacting(this::compactAll);
        removedBefore = start;
        counters.reclaims.increment();
      } else {
        flushWhenQuiet();
      }
    } catch (RocksDBException e) {
      if (!task.isClosing()) {
        throw Failures.running("space could not be reclaimed", e);
      }
      LOG.debug("reclaiming space was interrupted", e);
    } finally {
      spaceNeeded = false;
      handles.leave();
    }
  }

  private boolean isWorthCompacting() {
    long since = removed.sum() - removedBefore;
    // The end of a sweep may be small, and nothing may follow.
    long least = quietRounds >= QUIET_ROUNDS ? LEAST_REMOVED_WHEN_QUIET : LEAST_REMOVED;
    return since >= least && since >= counters.storedBytes(database) / SHARE;
  }

  /**
   * Returns whether compacting may free space while storing is refused: at first in any case,
   * because much may have been overwritten, then whenever something has been removed.
   */
  private boolean mayFreeSpace() {
    boolean first = !reclaimedForSpace;
    reclaimedForSpace = true;
    return first || removed.sum() - removedBefore >= LEAST_REMOVED_WHEN_QUIET;
  }

  private void compactAll(CompactRangeOptions how) throws RocksDBException {
    // Writes after this point may not be flushed, as the sweep continues.
    bytesFlushed = commits.byteCount();
    database.flushMemtables();
    // Otherwise tombstones flushed into an empty store would move to its last level and stay there.
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

  /** Flushes once after a burst of writes, to shorten the log. */
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
    // Stopping comes first, so that no compaction begins after the check.
    task.stop();
    synchronized (compactionLock) {
      if (running != null) {
        running.setCanceled(true);
      }
    }
    task.close();
  }

  /** A compaction that can be cancelled. */
  @FunctionalInterface
  private interface Compaction {
    void run(CompactRangeOptions how) throws RocksDBException;
  }
}
