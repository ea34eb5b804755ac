package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the engine does, and reports it together with RocksDB's properties. */
final class EngineCounters {

  /** The stats before anything is known. */
  static final EngineStats NONE = new EngineStats(0, 0, 0, 0, 0, 0, Map.of());

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
    Map<String, String> details = new LinkedHashMap<>();
    details.put("items_are", count.counted() ? "counted" : "estimated");
    put(details, "inline_operations", inline.sum());
    put(details, "pool_operations", pooled.sum());
    put(details, "failed_operations", failed.sum());
    put(details, "waiting_operations", waiting);
    put(details, "uncommitted_writes", uncommitted.size());
    put(details, "commits", commits.commitCount());
    put(details, "committed_entries", commits.committedCount());
    put(details, "committed_bytes", commits.byteCount());
    put(details, "commit_stalls", commits.stallCount());
    put(details, "commit_failures", commits.failureCount());
    put(details, "syncs", commits.syncCount() + syncs.sum());
    put(details, "sync_micros", syncMicros.sum());
    put(details, "reopens", reopens.sum());
    put(details, "swept_items", swept.sum());
    put(details, "swept_outdated_places", outdatedEntries.sum());
    put(details, "sweep_millis", sweepMillis.sum());
    put(details, "reclaims", reclaims.sum());
    put(details, "last_cas", lastCas);
    put(details, "block_cache_bytes", database.cacheUsage());
    put(details, "memtable_bytes", memtables);
    put(details, "table_reader_bytes", database.property("rocksdb.estimate-table-readers-mem"));
    put(details, "sst_bytes", database.property("rocksdb.total-sst-files-size"));
    put(details, "blob_bytes", database.property(items, "rocksdb.total-blob-file-size"));
    put(details, "blob_files", database.property(items, "rocksdb.num-blob-files"));
    put(
        details,
        "blob_garbage_bytes",
        database.property(items, "rocksdb.live-blob-file-garbage-size"));
    put(
        details,
        "pending_compaction_bytes",
        database.property("rocksdb.estimate-pending-compaction-bytes"));
    put(
        details,
        "running_compactions",
        database.property(items, "rocksdb.num-running-compactions"));
    put(details, "running_flushes", database.property(items, "rocksdb.num-running-flushes"));
    put(
        details,
        "delayed_write_rate",
        database.property(items, "rocksdb.actual-delayed-write-rate"));
    put(details, "write_stopped", database.property(items, "rocksdb.is-write-stopped"));
    put(details, "background_errors", database.property(items, "rocksdb.background-errors"));
    return new EngineStats(count.items(), count.bytes(), stored.sum(), 0, swept.sum(), 0, details);
  }

  private static void put(Map<String, String> details, String name, long number) {
    details.put(name, Long.toString(number));
  }
}
