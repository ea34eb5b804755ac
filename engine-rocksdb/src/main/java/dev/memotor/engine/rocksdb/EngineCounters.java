package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineStats;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the engine does, and reports it together with RocksDB's properties. */
final class EngineCounters {

  /** The stats before anything is known. */
  static final EngineStats NONE =
      EngineStats.builder().items(0).bytes(0).totalItems(0).evictions(0).expired(0).build();

  final LongAdder inline = new LongAdder();
  final LongAdder pooled = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder stored = new LongAdder();
  final LongAdder added = new LongAdder();
  final LongAdder removed = new LongAdder();
  final LongAdder plainSets = new LongAdder();
  final LongAdder swept = new LongAdder();
  final LongAdder outdatedEntries = new LongAdder();
  final LongAdder sweepMillis = new LongAdder();
  final LongAdder reclaims = new LongAdder();
  final LongAdder syncs = new LongAdder();
  final LongAdder syncMicros = new LongAdder();
  final LongAdder reopens = new LongAdder();

  /** Returns the number of operations executed. */
  long operations() {
    return inline.sum() + pooled.sum();
  }

  /** Returns the bytes of all table and blob files, and of memtables not yet flushed. */
  long storedBytes(Database database) {
    return database.property("rocksdb.total-sst-files-size")
        + database.property(Database.Family.ITEMS, "rocksdb.total-blob-file-size")
        + database.property("rocksdb.cur-size-all-mem-tables");
  }

  EngineStats stats(
      Database database,
      Commits commits,
      UncommittedWrites uncommitted,
      ItemCount count,
      int waiting,
      long lastCas) {
    Database.Family items = Database.Family.ITEMS;
    long memtables = database.property("rocksdb.cur-size-all-mem-tables");
    EngineStats.Builder stats = EngineStats.builder();
    stats.detail("items_are", count.counted() ? "counted" : "estimated");
    stats.detail("inline_operations", inline);
    stats.detail("pool_operations", pooled);
    stats.detail("failed_operations", failed);
    stats.detail("waiting_operations", waiting);
    stats.detail("uncommitted_writes", uncommitted.size());
    stats.detail("commits", commits.commitCount());
    stats.detail("committed_entries", commits.committedCount());
    stats.detail("committed_bytes", commits.byteCount());
    stats.detail("commit_stalls", commits.stallCount());
    stats.detail("commit_failures", commits.failureCount());
    stats.detail("syncs", commits.syncCount() + syncs.sum());
    stats.detail("sync_micros", syncMicros);
    stats.detail("reopens", reopens);
    stats.detail("swept_items", swept);
    stats.detail("swept_outdated_places", outdatedEntries);
    stats.detail("sweep_millis", sweepMillis);
    stats.detail("reclaims", reclaims);
    stats.detail("last_cas", lastCas);
    stats.detail("block_cache_bytes", database.cacheUsage());
    stats.detail("memtable_bytes", memtables);
    stats.detail("table_reader_bytes", database.property("rocksdb.estimate-table-readers-mem"));
    stats.detail("sst_bytes", database.property("rocksdb.total-sst-files-size"));
    stats.detail("blob_bytes", database.property(items, "rocksdb.total-blob-file-size"));
    stats.detail("blob_files", database.property(items, "rocksdb.num-blob-files"));
    stats.detail(
        "blob_garbage_bytes", database.property(items, "rocksdb.live-blob-file-garbage-size"));
    stats.detail(
        "pending_compaction_bytes", database.property("rocksdb.estimate-pending-compaction-bytes"));
    stats.detail(
        "running_compactions", database.property(items, "rocksdb.num-running-compactions"));
    stats.detail("running_flushes", database.property(items, "rocksdb.num-running-flushes"));
    stats.detail(
        "delayed_write_rate", database.property(items, "rocksdb.actual-delayed-write-rate"));
    stats.detail("write_stopped", database.property(items, "rocksdb.is-write-stopped"));
    stats.detail("background_errors", database.property(items, "rocksdb.background-errors"));
    return stats
        .items(count.items())
        .bytes(count.bytes())
        .totalItems(stored.sum())
        .evictions(0)
        .expired(swept.sum())
        .build();
  }
}
