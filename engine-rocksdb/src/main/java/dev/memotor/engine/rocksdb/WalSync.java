package dev.memotor.engine.rocksdb;

import dev.memotor.engine.support.PeriodicTask;
import org.rocksdb.RocksDBException;

/** Syncs the log at the interval that option sync gives, if anything was written since. */
final class WalSync implements AutoCloseable {

  private final Database database;
  private final UseGate handles;
  private final Commits commits;
  private final EngineCounters counters;
  private final PeriodicTask task;
  private long syncedUpTo;

  WalSync(
      Database database,
      UseGate handles,
      Commits commits,
      EngineCounters counters,
      StoreOptions options) {
    this.database = database;
    this.handles = handles;
    this.commits = commits;
    this.counters = counters;
    this.task =
        options.sync() == StoreOptions.Sync.INTERVAL
            ? new PeriodicTask(
                "memotor-rocksdb-sync", options.syncInterval(), this::sync, Log::failure)
            : null;
  }

  void start() {
    if (task != null) {
      task.start();
    }
  }

  private void sync() {
    long upTo = commits.writtenUpTo();
    if (upTo == syncedUpTo || !handles.enter()) {
      return;
    }
    try {
      long start = System.nanoTime();
      commits.setDiskBusy(true);
      try {
        database.syncWal();
      } finally {
        commits.setDiskBusy(false);
      }
      syncedUpTo = upTo;
      counters.syncs.increment();
      counters.syncMicros.add((System.nanoTime() - start) / 1_000);
    } catch (RocksDBException e) {
      throw Failures.running("the log cannot be synced", e);
    } finally {
      handles.leave();
    }
  }

  @Override
  public void close() {
    if (task != null) {
      task.close();
    }
  }
}
