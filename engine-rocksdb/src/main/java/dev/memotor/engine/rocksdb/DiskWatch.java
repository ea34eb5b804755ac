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
 * Watches the room on the store's disks. Below a limit nothing more is stored: a RocksDB whose disk
 * is really full can neither delete nor compact, and so not help itself.
 *
 * <p>What has been written is not all that will be: memtables are still to become tables, while
 * their log stays until then, and a compaction needs room for its result before it gives back that
 * of its input. So the limit is what an option says and what these two will take. A crash then
 * leaves the room that recovering needs.
 */
final class DiskWatch implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** On a small disk the part of the limit that is optional is this part of the disk. */
  private static final int SHARE = 20;

  /**
   * A byte stored goes to the log at once and to a table later, and neither is all that it takes.
   */
  private static final int ROOM_PER_BYTE = 3;

  /**
   * This much more than the limit must be free before storing resumes: otherwise it would stop and
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
  private boolean toldShort;
  private boolean toldBefore;
  private long lastTold;
  private volatile long needed;
  private volatile long acceptable = Long.MAX_VALUE;

  DiskWatch(Probe probe, Database database, UseGate handles, Commits commits) {
    this.probe = probe;
    this.database = database;
    this.handles = handles;
    this.commits = commits;
  }

  /**
   * The room on the disk of a store that has the least to spare.
   *
   * @param free bytes that can be written
   * @param limit bytes that are to stay free; 0 for no limit
   */
  record Room(long free, long limit) {}

  /** Looks at a store's disks. */
  @FunctionalInterface
  interface Probe {

    Room look();

    /**
     * Wants so many bytes free on the disks of some paths.
     *
     * @param minFree 0 to look at nothing
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
                "the free space of " + path + " is unknown: " + e,
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
   * @param whenShort called again and again while there is too little room
   */
  void start(Runnable whenShort) {
    this.whenShort = whenShort;
    look();
    task.start();
  }

  boolean isShort() {
    return needed != 0 || commits.acceptedBytes() > acceptable;
  }

  /** Bytes that have to be free. */
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
   * Logs a change, unless there was one a moment ago: heavy writing comes and goes at the limit.
   */
  private void report(long free) {
    boolean isShort = needed != 0;
    long now = System.nanoTime();
    if (isShort == toldShort || (toldBefore && now - lastTold < QUIET_NANOS)) {
      return;
    }
    if (isShort) {
      LOG.error(
          "{} bytes are free on the store's disk, and recovery and compaction may need {}: storing"
              + " is refused",
          free,
          needed);
    } else {
      LOG.info("there is room on the store's disk again");
    }
    toldShort = isShort;
    toldBefore = true;
    lastTold = now;
  }

  @Override
  public void close() {
    task.close();
  }
}
