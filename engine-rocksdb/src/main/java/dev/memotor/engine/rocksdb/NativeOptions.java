package dev.memotor.engine.rocksdb;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.HyperClockCache;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksObject;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;

/**
 * RocksDB's options and the native objects that they need. Each value set here is backed by a
 * measurement or required by a guarantee of the engine; everything else is RocksDB's default.
 */
final class NativeOptions implements AutoCloseable {

  private static final long EXPIRY_WRITE_BUFFER = 16L << 20;
  private static final long META_WRITE_BUFFER = 1L << 20;

  /** The most that one compaction below level 0 takes, as far as RocksDB can split it. */
  static final long MAX_COMPACTION_BYTES = 128L << 20;

  private static final int MEMTABLES = 8;
  private static final int FLUSHED_TOGETHER = 4;

  /** Files with this many tombstones in a window are compacted without waiting for writes. */
  private static final int TOMBSTONE_WINDOW = 10_000;

  private static final int TOMBSTONES_IN_WINDOW = 5_000;

  private final Deque<RocksObject> natives = new ArrayDeque<>();
  private final StoreOptions options;
  private final Cache cache;
  private final BloomFilter bloom;

  NativeOptions(StoreOptions options) {
    this.options = options;
    this.cache = own(new HyperClockCache(options.cacheBytes(), 0, -1, false));
    this.bloom = own(new BloomFilter(10, false));
  }

  Cache cache() {
    return cache;
  }

  /**
   * Options of the database.
   *
   * @param logChain whether each log must name its predecessor, so that none can be missing; not
   *     possible where a store begins a log in an empty directory
   */
  DBOptions database(Path walPath, boolean logChain) {
    // This option has no setter in Java.
    Properties byName = new Properties();
    byName.setProperty("track_and_verify_wals", Boolean.toString(logChain));
    DBOptions db = own(DBOptions.getDBOptionsFromProps(byName));
    db.setCreateIfMissing(true);
    db.setCreateMissingColumnFamilies(true);
    db.setParanoidChecks(true);
    // StoreCheck has cut off what a power failure leaves at the end; anything else is damage that
    // must not be ignored.
    db.setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
    db.setWalDir(walPath.toString());
    // High enough that the size of memtables, not of logs, triggers flushes.
    db.setMaxTotalWalSize(2L * MEMTABLES * options.writeBufferBytes());
    db.setMaxBackgroundJobs(options.backgroundJobs());
    // Writes dirty pages gradually, so that a sync has little left to do.
    db.setBytesPerSync(1 << 20);
    db.setWalBytesPerSync(1 << 20);
    // Keeps all table files open: a read that hits the block cache never opens a file.
    db.setMaxOpenFiles(-1);
    db.setInfoLogLevel(InfoLogLevel.INFO_LEVEL);
    db.setMaxLogFileSize(2L << 20);
    db.setKeepLogFileNum(3);
    db.setMaxManifestFileSize(16L << 20);
    db.setStatsDumpPeriodSec(0);
    db.setStatsPersistPeriodSec(0);
    // Commits are written by one thread at a time, so there is nobody to wait for.
    db.setEnableWriteThreadAdaptiveYield(false);
    return db;
  }

  /** Returns the options of items: point reads, values large and small. */
  ColumnFamilyOptions items() {
    ColumnFamilyOptions items = sweepable();
    BlockBasedTableConfig table =
        table()
            .setFilterPolicy(bloom)
            .setWholeKeyFiltering(true)
            .setBlockRestartInterval(4)
            .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
            .setDataBlockHashTableUtilRatio(0.75);
    items.setTableFormatConfig(table);
    items.setWriteBufferSize(options.writeBufferBytes());
    // Small memtables, because searching a large one misses the CPU cache at each step; flushed
    // together, so that overwritten values never reach the disk.
    items.setMaxWriteBufferNumber(MEMTABLES);
    items.setMinWriteBufferNumberToMerge(FLUSHED_TOGETHER);
    items.setTargetFileSizeBase(32L << 20);
    items.setMaxCompactionBytes(MAX_COMPACTION_BYTES);
    // Most gets are for keys outside the memtable: its filter is cheaper than its skip list.
    items.setMemtableWholeKeyFiltering(true);
    items.setMemtablePrefixBloomSizeRatio(0.02);
    compress(items);
    items.setEnableBlobFiles(true);
    items.setMinBlobSize(options.blobThreshold());
    items.setBlobFileSize(64L << 20);
    items.setBlobCompressionType(compression());
    items.setEnableBlobGarbageCollection(true);
    items.setBlobGarbageCollectionAgeCutoff(0.5);
    items.setBlobGarbageCollectionForceThreshold(0.5);
    return items;
  }

  /** Returns the options of expiry: written, scanned in order and deleted; no point reads. */
  ColumnFamilyOptions expiry() {
    ColumnFamilyOptions expiry = sweepable();
    expiry.setTableFormatConfig(table());
    expiry.setWriteBufferSize(EXPIRY_WRITE_BUFFER);
    compress(expiry);
    return expiry;
  }

  ColumnFamilyOptions meta() {
    ColumnFamilyOptions meta = own(new ColumnFamilyOptions());
    meta.setTableFormatConfig(table());
    meta.setWriteBufferSize(META_WRITE_BUFFER);
    return meta;
  }

  private ColumnFamilyOptions sweepable() {
    // The collector can only be set on Options, from which column family options are copied.
    try (Options carrier = new Options()) {
      TablePropertiesCollectorFactory tombstones =
          TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
              TOMBSTONE_WINDOW, TOMBSTONES_IN_WINDOW, 0.5);
      natives.push(tombstones);
      carrier.setTablePropertiesCollectorFactory(Collections.singletonList(tombstones));
      return own(new ColumnFamilyOptions(carrier));
    }
  }

  private BlockBasedTableConfig table() {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setBlockSize(4096)
        .setFormatVersion(7)
        .setOptimizeFiltersForMemory(true);
  }

  private void compress(ColumnFamilyOptions family) {
    CompressionType none = CompressionType.NO_COMPRESSION;
    CompressionType chosen = compression();
    // The youngest levels are rewritten soon and read most.
    family.setCompressionPerLevel(List.of(none, none, chosen, chosen, chosen, chosen, chosen));
  }

  private CompressionType compression() {
    return switch (options.compression()) {
      case NONE -> CompressionType.NO_COMPRESSION;
      case LZ4 -> CompressionType.LZ4_COMPRESSION;
      case ZSTD -> CompressionType.ZSTD_COMPRESSION;
    };
  }

  private <T extends RocksObject> T own(T object) {
    natives.push(object);
    return object;
  }

  /** Closes the native objects, after the database. */
  @Override
  public void close() {
    while (!natives.isEmpty()) {
      natives.pop().close();
    }
  }
}
