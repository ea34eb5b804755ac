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

  private final Probe probe;
  private final Worker worker = new Worker("memotor-rocksdb-disk", PAUSE, this::look);
  private volatile long needed;

  DiskWatch(Probe probe) {
    this.probe = probe;
  }

  /** Looks at a store's disks. */
  @FunctionalInterface
  interface Probe {

    /** The bytes that have to be free on a disk where fewer are; 0 if there is none. */
    long needed();

    /**
     * Wants so many bytes free on the disks of some paths.
     *
     * @param minFree 0 to look at nothing
     */
    static Probe of(Set<Path> paths, long minFree) {
      return () -> {
        for (Path path : paths) {
          try {
            FileStore disk = Files.getFileStore(path);
            long limit = Math.min(minFree, disk.getTotalSpace() / SHARE);
            if (disk.getUsableSpace() < limit) {
              return limit;
            }
          } catch (IOException e) {
            throw new EngineException(
                EngineException.Kind.UNAVAILABLE,
                "the free space of " + path + " is unknown: " + e,
                e);
          }
        }
        return 0;
      };
    }
  }

  void start() {
    look();
    worker.start();
  }

  boolean isShort() {
    return needed != 0;
  }

  /** Bytes that have to be free and are not. */
  long needed() {
    return needed;
  }

  private void look() {
    long before = needed;
    long now = probe.needed();
    needed = now;
    if (before == 0 && now != 0) {
      LOG.error("less than {} bytes are free on the store's disk: storing is refused", now);
    } else if (before != 0 && now == 0) {
      LOG.info("there is room on the store's disk again");
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
