package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Watches the free space of the store's disk. Below a limit nothing more is stored: a RocksDB whose
 * disk is really full can neither delete nor compact, and so not help itself.
 */
final class DiskWatch implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** On a small disk the limit is this part of it. */
  private static final int SHARE = 20;

  private final Set<Path> paths;
  private final long minFree;
  private final Worker worker;
  private volatile boolean isShort;
  private volatile long needed;

  /**
   * A watch.
   *
   * @param minFree bytes, or 0 to watch nothing
   */
  DiskWatch(Set<Path> paths, long minFree) {
    this.paths = paths;
    this.minFree = minFree;
    this.worker = minFree == 0 ? null : new Worker("memotor-rocksdb-disk", PAUSE, this::look);
  }

  void start() {
    if (worker != null) {
      look();
      worker.start();
    }
  }

  boolean isShort() {
    return isShort;
  }

  /** Bytes that have to be free. */
  long needed() {
    return needed;
  }

  private void look() {
    boolean found = false;
    for (Path path : paths) {
      try {
        FileStore disk = Files.getFileStore(path);
        long limit = Math.min(minFree, disk.getTotalSpace() / SHARE);
        if (disk.getUsableSpace() < limit) {
          needed = limit;
          found = true;
        }
      } catch (IOException e) {
        throw new EngineException(
            EngineException.Kind.UNAVAILABLE, "the free space of " + path + " is unknown: " + e, e);
      }
    }
    if (found != isShort) {
      isShort = found;
      if (found) {
        LOG.error("less than {} bytes are free on the store's disk: storing is refused", needed);
      } else {
        LOG.info("there is room on the store's disk again");
      }
    }
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
  }
}
