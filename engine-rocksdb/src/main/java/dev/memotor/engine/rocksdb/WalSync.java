package dev.memotor.engine.rocksdb;

import org.rocksdb.RocksDBException;

/** With sync=(interval): makes the log durable so often, if there is anything new in it. */
final class WalSync implements AutoCloseable {

  private final Database database;
  private final UseGate handles;
  private final Commits commits;
  private final Figures figures;
  private final Worker worker;
  private long syncedUpTo;

  WalSync(
      Database database, UseGate handles, Commits commits, Figures figures, StoreOptions options) {
    this.database = database;
    this.handles = handles;
    this.commits = commits;
    this.figures = figures;
    this.worker =
        options.sync() == StoreOptions.Sync.INTERVAL
            ? new Worker("memotor-rocksdb-sync", options.syncInterval(), this::sync)
            : null;
  }

  void start() {
    if (worker != null) {
      worker.start();
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
      figures.syncs.increment();
      figures.syncMicros.add((System.nanoTime() - start) / 1_000);
    } catch (RocksDBException e) {
      throw Failures.running("the log cannot be synced", e);
    } finally {
      handles.leave();
    }
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
  }
}
