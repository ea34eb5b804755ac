package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineOption.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The options of one store.
 *
 * @param directory the store's directory
 * @param sync when commits are synced to disk
 * @param syncInterval the interval for {@link Sync#INTERVAL}
 * @param cacheBytes the size of the block cache
 * @param writeBufferBytes the size of one memtable of items
 * @param compression how blocks and blobs are compressed
 * @param walDirectory the log's directory, or null for the store's
 * @param blobThreshold the length from which values are kept in blob files
 * @param threads the number of operations that may read the disk at the same time
 * @param maxWaiting the number of operations that may wait for the disk
 * @param backgroundJobs the number of concurrent flushes and compactions
 * @param minFreeBytes the free disk space below which storing is refused
 * @param sweepInterval the interval at which expired items are removed
 */
record StoreOptions(
    Path directory,
    Sync sync,
    Duration syncInterval,
    long cacheBytes,
    long writeBufferBytes,
    Compression compression,
    Path walDirectory,
    long blobThreshold,
    int threads,
    int maxWaiting,
    int backgroundJobs,
    long minFreeBytes,
    Duration sweepInterval) {

  /** When commits are synced to disk. */
  enum Sync {
    ALWAYS,
    INTERVAL,
    NEVER
  }

  /** How blocks and blobs are compressed. */
  enum Compression {
    NONE,
    LZ4,
    ZSTD
  }

  private static final String SYNC = "sync";
  private static final String CACHE = "cache";
  private static final String WRITE_BUFFER = "write-buffer";
  private static final String COMPRESSION = "compression";
  private static final String WAL_DIR = "wal-dir";
  private static final String BLOB_THRESHOLD = "blob-threshold";
  private static final String THREADS = "threads";
  private static final String MAX_WAITING = "max-waiting";
  private static final String BACKGROUND_JOBS = "background-jobs";
  private static final String MIN_FREE = "min-free";
  private static final String SWEEP_INTERVAL = "sweep-interval";

  static final List<EngineOption> DECLARED =
      List.of(
          EngineOption.of(
              SYNC,
              Type.TEXT,
              "1s",
              "When writes are synced to disk: always (before they are acknowledged, with one fsync"
                  + " for all waiting writers), never, or at an interval such as 1s. Acknowledged"
                  + " writes always survive the death of the process."),
          EngineOption.of(CACHE, Type.SIZE, "128m", "Size of the block cache in RAM."),
          EngineOption.of(
              WRITE_BUFFER,
              Type.SIZE,
              "16m",
              "Size of one memtable; under heavy writes, up to eight of them are in RAM."),
          EngineOption.choice(
              COMPRESSION,
              List.of("none", "lz4", "zstd"),
              "lz4",
              "Compression on disk, except for the youngest files."),
          EngineOption.of(
              WAL_DIR,
              Type.PATH,
              "",
              "Directory of the write-ahead log, for example on another disk (default: the store's"
                  + " directory)."),
          EngineOption.of(
              BLOB_THRESHOLD,
              Type.SIZE,
              "16k",
              "Values of at least this length are kept in separate blob files, which compaction does"
                  + " not rewrite."),
          EngineOption.of(
              THREADS,
              Type.NUMBER,
              "4",
              "Operations that may read from the disk at the same time, 1 to 256."),
          EngineOption.of(
              MAX_WAITING,
              Type.NUMBER,
              "100000",
              "Operations that may wait for the disk; further ones are refused as busy."),
          EngineOption.of(
              BACKGROUND_JOBS,
              Type.NUMBER,
              "2",
              "Flushes and compactions that may run at the same time, 1 to 64."),
          EngineOption.of(
              MIN_FREE,
              Type.SIZE,
              "64m",
              "Free disk space below which storing is refused, at most a twentieth of the file"
                  + " system; what recovery and compaction will need is added. Reads, deletes and"
                  + " restarts always work. 0 disables the check."),
          EngineOption.of(
              SWEEP_INTERVAL, Type.DURATION, "1s", "Interval at which expired items are removed."));

  /**
   * Reads the options from a URI.
   *
   * @throws EngineException of kind CONFIGURATION that names a wrong option
   */
  static StoreOptions of(EngineConfig config) {
    String sync = config.text(SYNC);
    Sync when =
        switch (sync) {
          case "always" -> Sync.ALWAYS;
          case "never" -> Sync.NEVER;
          default -> Sync.INTERVAL;
        };
    Duration interval = when == Sync.INTERVAL ? syncInterval(sync) : Duration.ZERO;
    Duration sweep = config.duration(SWEEP_INTERVAL);
    require(
        sweep.toMillis() >= 10 && sweep.toMillis() <= 3_600_000,
        SWEEP_INTERVAL,
        config.text(SWEEP_INTERVAL),
        "from 10ms to 1h");
    return new StoreOptions(
        config.path(RocksDbEngineProvider.DEFAULT_DIRECTORY),
        when,
        interval,
        bytes(config, CACHE, 1 << 20, 1L << 40),
        bytes(config, WRITE_BUFFER, 1 << 20, 4L << 30),
        Compression.valueOf(config.text(COMPRESSION).toUpperCase(java.util.Locale.ROOT)),
        config.has(WAL_DIR) ? Path.of(config.text(WAL_DIR)) : null,
        bytes(config, BLOB_THRESHOLD, 1 << 10, 1L << 40),
        number(config, THREADS, 1, 256),
        number(config, MAX_WAITING, 1, 10_000_000),
        number(config, BACKGROUND_JOBS, 1, 64),
        bytes(config, MIN_FREE, 0, 1L << 50),
        sweep);
  }

  private static Duration syncInterval(String text) {
    Duration interval = null;
    try {
      interval =
          EngineConfig.parse("x:?d=" + text, List.of(EngineOption.of("d", Type.DURATION, "1s", "")))
              .duration("d");
    } catch (EngineException e) {
      require(false, SYNC, text, "always, never or a duration such as 500ms or 1s");
    }
    require(interval.toMillis() >= 1 && interval.toMillis() <= 3_600_000, SYNC, text, "1ms to 1h");
    return interval;
  }

  private static long bytes(EngineConfig config, String option, long least, long most) {
    long bytes = config.bytes(option);
    require(
        bytes >= least && bytes <= most,
        option,
        config.text(option),
        least + " to " + most + " bytes");
    return bytes;
  }

  private static int number(EngineConfig config, String option, int least, int most) {
    long number = config.number(option);
    require(number >= least && number <= most, option, config.text(option), least + " to " + most);
    return (int) number;
  }

  private static void require(boolean right, String option, String value, String needed) {
    if (!right) {
      throw new EngineException(
          EngineException.Kind.CONFIGURATION,
          "option '" + option + "' of engine rocksdb is '" + value + "' but must be " + needed);
    }
  }
}
