package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the engine does, and asks RocksDB for the rest. */
final class EngineCounters {

  /** Before anything is known. */
  static final EngineStats NONE = new EngineStats(0, 0, 0, 0, 0, 0, Map.of());

  final LongAdder inline = new LongAdder();
  final LongAdder pooled = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder stored = new LongAdder();
  final LongAdder added = new LongAdder();
  final LongAdder removed = new LongAdder();
  final LongAdder plainSets = new LongAdder();
  final LongAdder swept = new LongAdder();
  final LongAdder outdatedPlaces = new LongAdder();
  final LongAdder sweepMillis = new LongAdder();
  final LongAdder reclaims = new LongAdder();
  final LongAdder syncs = new LongAdder();
  final LongAdder syncMicros = new LongAdder();
  final LongAdder reopens = new LongAdder();

  /** Grows with what clients ask. */
  long operations() {
    return inline.sum() + pooled.sum();
  }

  /** Bytes of all table and blob files, and of memtables not yet written to them. */
  long storedBytes(Database database) {
    return database.figure("rocksdb.total-sst-files-size")
        + database.figure(Database.Family.ITEMS, "rocksdb.total-blob-file-size")
        + database.figure("rocksdb.cur-size-all-mem-tables");
  }

  EngineStats stats(
      Database database,
      Commits commits,
      UncommittedWrites uncommitted,
      ItemCount count,
      int waiting,
      long lastCas) {
    Database.Family items = Database.Family.ITEMS;
    long memtables = database.figure("rocksdb.cur-size-all-mem-tables");
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
    put(details, "swept_outdated_places", outdatedPlaces.sum());
    put(details, "sweep_millis", sweepMillis.sum());
    put(details, "reclaims", reclaims.sum());
    put(details, "last_cas", lastCas);
    put(details, "block_cache_bytes", database.cacheUsage());
    put(details, "memtable_bytes", memtables);
    put(details, "table_reader_bytes", database.figure("rocksdb.estimate-table-readers-mem"));
    put(details, "sst_bytes", database.figure("rocksdb.total-sst-files-size"));
    put(details, "blob_bytes", database.figure(items, "rocksdb.total-blob-file-size"));
    put(details, "blob_files", database.figure(items, "rocksdb.num-blob-files"));
    put(
        details,
        "blob_garbage_bytes",
        database.figure(items, "rocksdb.live-blob-file-garbage-size"));
    put(
        details,
        "pending_compaction_bytes",
        database.figure("rocksdb.estimate-pending-compaction-bytes"));
    put(details, "running_compactions", database.figure(items, "rocksdb.num-running-compactions"));
    put(details, "running_flushes", database.figure(items, "rocksdb.num-running-flushes"));
    put(details, "delayed_write_rate", database.figure(items, "rocksdb.actual-delayed-write-rate"));
    put(details, "write_stopped", database.figure(items, "rocksdb.is-write-stopped"));
    put(details, "background_errors", database.figure(items, "rocksdb.background-errors"));
    return new EngineStats(count.items(), count.bytes(), stored.sum(), 0, swept.sum(), 0, details);
  }

  private static void put(Map<String, String> details, String name, long number) {
    details.put(name, Long.toString(number));
  }
}
