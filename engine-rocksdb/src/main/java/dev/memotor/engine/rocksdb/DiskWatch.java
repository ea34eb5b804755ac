package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.support.PeriodicTask;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Watches the free space on the store's disks. Below a limit, storing is refused: on a disk that is
 * really full, RocksDB can neither delete nor compact.
 *
 * <p>More will be written than has been: memtables become tables while their log remains, and a
 * compaction needs space for its output before it frees its input. The limit is therefore an option
 * plus what these two will need. A crash then leaves the space that recovery needs.
 */
final class DiskWatch implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** On a small disk, the configured part of the limit is at most this fraction of the disk. */
  private static final int SHARE = 20;

  /** A stored byte goes to the log at once and to a table later, both with overhead. */
  private static final int ROOM_PER_BYTE = 3;

  /**
   * This much more than the limit must be free before storing resumes, so that it does not stop and
   * resume all the time.
   */
  private static final long SPARE = 8L << 20;

  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final Probe probe;
  private final Database database;
  private final UseGate handles;
  private final Commits commits;
  private final PeriodicTask task =
      new PeriodicTask("memotor-rocksdb-disk", PAUSE, this::look, Log::failure);
  private Runnable whenShort = () -> {};
  private long reserved;
  private boolean reportedShort;
  private boolean hasReported;
  private long lastReport;
  private volatile long needed;
  private volatile long acceptable = Long.MAX_VALUE;

  DiskWatch(Probe probe, Database database, UseGate handles, Commits commits) {
    this.probe = probe;
    this.database = database;
    this.handles = handles;
    this.commits = commits;
  }

  /**
   * The free space on the store's fullest disk.
   *
   * @param free bytes that can be written
   * @param limit bytes that must stay free; 0 for no limit
   */
  record Room(long free, long limit) {}

  /** Measures the free space. */
  @FunctionalInterface
  interface Probe {

    Room look();

    /**
     * Returns a probe of the disks of some paths.
     *
     * @param minFree bytes that must stay free; 0 for no limit
     */
    static Probe of(Set<Path> paths, long minFree) {
      return () -> {
        Room least = new Room(Long.MAX_VALUE, 0);
        if (minFree == 0) {
          return least;
        }
        for (Path path : paths) {
          try {
            FileStore disk = Files.getFileStore(path);
            Room room =
                new Room(disk.getUsableSpace(), Math.min(minFree, disk.getTotalSpace() / SHARE));
            if (room.free - room.limit < least.free - least.limit) {
              least = room;
            }
          } catch (IOException e) {
            throw new EngineException(
                EngineException.Kind.UNAVAILABLE,
                "the free space of " + path + " cannot be measured: " + e,
                e);
          }
        }
        return least;
      };
    }
  }

  /**
   * Starts watching.
   *
   * @param whenShort called repeatedly while there is too little space
   */
  void start(Runnable whenShort) {
    this.whenShort = whenShort;
    look();
    task.start();
  }

  boolean isShort() {
    return needed != 0 || commits.acceptedBytes() > acceptable;
  }

  /** Returns the bytes that must be free. */
  long needed() {
    return needed != 0 ? needed : reserved;
  }

  private void look() {
    long accepted = commits.acceptedBytes();
    Room room = probe.look();
    long before = needed;
    if (room.limit == 0) {
      needed = 0;
      acceptable = Long.MAX_VALUE;
    } else {
      if (handles.enter()) {
        try {
          reserved = room.limit + database.unflushedBytes() + database.compactionBytes();
        } finally {
          handles.leave();
        }
      }
      long spare = room.free - reserved - (before == 0 ? 0 : SPARE);
      needed = spare < 0 ? reserved : 0;
      acceptable = accepted + Math.max(0, spare) / ROOM_PER_BYTE;
    }
    report(room.free);
    if (needed != 0) {
      whenShort.run();
    }
  }

  /**
   * Logs a change, unless another was just logged: under heavy writing, the state flips at the
   * limit.
   */
  private void report(long free) {
    boolean isShort = needed != 0;
    long now = System.nanoTime();
    if (isShort == reportedShort || (hasReported && now - lastReport < QUIET_NANOS)) {
      return;
    }
    if (isShort) {
      LOG.error(
          "storing is refused: {} bytes are free on the store's disk, and recovery and compaction may"
              + " need {}",
          free,
          needed);
    } else {
      LOG.info("storing resumes: there is space on the store's disk again");
    }
    reportedShort = isShort;
    hasReported = true;
    lastReport = now;
  }

  @Override
  public void close() {
    task.close();
  }
}
