package dev.memotor.engine.fs;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.DaemonThreads;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the index at startup, from the snapshot where that is current and otherwise from the files,
 * and removes what crashes left behind.
 */
final class TreeLoader {

  private static final Logger LOG = LoggerFactory.getLogger(TreeLoader.class);

  /** At most this many files of each kind are logged individually. */
  private static final int MOST_LOGGED = 20;

  /** How often a long start reports its progress. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Disk disk;
  private final ItemPaths paths;
  private final Index index;
  private final ExpirySchedule schedule;
  private final Quarantine quarantine;
  private final LastEnd lastEnd;

  /** Whether all files would survive a power failure now. */
  private final boolean durable;

  private boolean[] known = new boolean[DirectoryHash.DIRECTORIES];
  private int read;

  private final AtomicLong unfinished = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicLong foreign = new AtomicLong();
  private final AtomicLong torn = new AtomicLong();
  private long missing;

  TreeLoader(
      Disk disk,
      ItemPaths paths,
      Index index,
      ExpirySchedule schedule,
      Quarantine quarantine,
      LastEnd lastEnd,
      boolean durable) {
    this.disk = disk;
    this.paths = paths;
    this.index = index;
    this.schedule = schedule;
    this.quarantine = quarantine;
    this.lastEnd = lastEnd;
    this.durable = durable;
  }

  /**
   * Loads the directories that have not changed since the snapshot.
   *
   * @param cas the CAS mark in the state file
   */
  void loadKnown(IndexSnapshot snapshot, long cas) {
    if (lastEnd == LastEnd.POWER_CUT) {
      return;
    }
    try {
      known =
          snapshot.read(
              cas,
              durable,
              (key, entry) -> {
                index.put(key, entry);
                index.grow(Index.bytesOf(key, entry));
                schedule.add(key, entry);
              });
    } catch (IOException e) {
      throw DiskFailure.of("read", paths.root().resolve(IndexSnapshot.NAME), e);
    }
  }

  /** Reads all files in the other directories with this many threads. */
  void load(int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads, DaemonThreads.named("fs-load"));
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < DirectoryHash.DIRECTORIES; i++) {
        int directory = i;
        if (!known[i]) {
          parts.add(pool.submit(() -> loadDirectory(directory)));
        }
      }
      read = parts.size();
      awaitAll(parts);
      removeTemporaries();
    } catch (ExecutionException e) {
      throw EngineException.of(e.getCause(), "cannot read " + paths.items());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          EngineException.Kind.UNAVAILABLE, "interrupted while reading " + paths.items());
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * Reports items that are in the snapshot but no longer on disk: otherwise, a missing file would
   * go unnoticed.
   *
   * @param cas the CAS mark in the state file
   */
  void reportMissing(IndexSnapshot snapshot, long cas) {
    if (lastEnd == LastEnd.POWER_CUT || read == 0) {
      return;
    }
    try {
      snapshot.keys(
          cas,
          key -> {
            if (index.get(key) == null && missing++ == 0) {
              LOG.warn(
                  "{}: the file was intact at the last shutdown and is missing or damaged now",
                  paths.of(key, 0));
            }
          });
    } catch (IOException e) {
      throw DiskFailure.of("read", paths.root().resolve(IndexSnapshot.NAME), e);
    }
    if (missing > 0) {
      LOG.warn(
          "items below {} that are missing or damaged since the last shutdown: {}",
          paths.items(),
          missing);
    }
  }

  private void awaitAll(List<Future<?>> parts) throws InterruptedException, ExecutionException {
    long nextReport = System.nanoTime() + REPORT_NANOS;
    int done = 0;
    while (done < parts.size()) {
      try {
        parts.get(done).get(Math.max(0, nextReport - System.nanoTime()), TimeUnit.NANOSECONDS);
        done++;
      } catch (TimeoutException e) {
        LOG.info(
            "reading {}: {} of {} directories, {} items so far",
            paths.items(),
            done,
            parts.size(),
            index.size());
        nextReport = System.nanoTime() + REPORT_NANOS;
      }
    }
  }

  private void loadDirectory(int number) {
    Path directory = paths.directory(number);
    try {
      disk.list(directory, name -> loadFile(number, directory.resolve(name), name));
    } catch (NoSuchFileException e) {
      // A directory is created with its first item.
      LOG.trace("{} does not exist yet", directory);
    } catch (IOException e) {
      throw DiskFailure.of("read", directory, e);
    }
  }

  private void loadFile(int number, Path path, String name) throws IOException {
    ItemFile.Content content;
    try (DiskFile file = disk.openUnknown(path)) {
      content = ItemFile.read(file, lastEnd, lastEnd == LastEnd.POWER_CUT);
    } catch (NotRegularFileException e) {
      foreign(path, e.getReason());
      return;
    } catch (IOException e) {
      unreadable(path, DiskFailure.of("read", path, e));
      return;
    }
    switch (content.state()) {
      case WHOLE -> loadItem(number, path, name, content);
      case UNFINISHED -> unfinished(path);
      case FOREIGN -> foreign(path, "not a file of this engine");
      case DAMAGED -> damaged(path, "damaged, so its item is lost");
      case NEWER ->
          throw new EngineException(
              EngineException.Kind.CORRUPT,
              path + " was written by a later version of memotor; use that version");
    }
  }

  /** Quarantines a file that cannot be read: it must not keep the others from being served. */
  private void unreadable(Path path, EngineException failure) throws IOException {
    if (failure.kind() != EngineException.Kind.INTERNAL) {
      throw failure;
    }
    damaged(path, "not readable (" + failure.getCause().getMessage() + "), so its item is lost");
  }

  private void damaged(Path path, String what) throws IOException {
    quarantine.move(path, what);
    damaged.incrementAndGet();
  }

  private void unfinished(Path path) throws IOException {
    disk.delete(path);
    if (unfinished.incrementAndGet() <= MOST_LOGGED) {
      LOG.warn(
          "{} was incomplete when the {} stopped, and was deleted",
          path,
          lastEnd == LastEnd.KILL ? "process" : "machine");
    }
  }

  private void loadItem(int number, Path path, String name, ItemFile.Content content)
      throws IOException {
    Key key = content.key();
    int attempt =
        DirectoryHash.directoryOf(key) == number ? paths.names().attemptOf(key, name) : -1;
    if (attempt < 0) {
      foreign(path, "an item's file with the wrong name or in the wrong directory");
      return;
    }
    IndexEntry entry = new IndexEntry(attempt);
    entry.recovered(content, durable);
    IndexEntry other = index.putIfAbsent(key, entry);
    if (other != null) {
      foreign(path, "a second file of the same item");
      return;
    }
    index.grow(Index.bytesOf(key, entry));
    schedule.add(key, entry);
    if (ItemFile.isUnsettled(content)) {
      settle(path, entry, content);
    }
  }

  private void settle(Path path, IndexEntry entry, ItemFile.Content content) throws IOException {
    if (content.torn() && torn.incrementAndGet() <= MOST_LOGGED) {
      LOG.warn(
          "{}: the last change was torn when the machine stopped; the one before it counts", path);
    }
    try (DiskFile file = disk.open(path, true)) {
      ItemFile.settle(file, content);
      entry.marked();
    } catch (IOException e) {
      throw DiskFailure.of("write", path, e);
    }
  }

  private void foreign(Path path, String what) {
    if (foreign.incrementAndGet() <= MOST_LOGGED) {
      LOG.warn("{} is {}; it is left alone and not served", path, what);
    }
  }

  private void removeTemporaries() {
    try {
      disk.list(
          paths.temporaries(),
          name -> {
            disk.delete(paths.temporaries().resolve(name));
            unfinished.incrementAndGet();
          });
    } catch (NoSuchFileException e) {
      LOG.trace("{} does not exist yet", paths.temporaries());
    } catch (IOException e) {
      throw DiskFailure.of("clean", paths.temporaries(), e);
    }
  }

  /** Returns the number of directories read file by file. */
  int read() {
    return read;
  }

  /** Returns the number of unfinished files, which were deleted. */
  long unfinished() {
    return unfinished.get();
  }

  /** Returns the number of damaged files, which were quarantined. */
  long damaged() {
    return damaged.get();
  }

  /** Returns the number of items that lost their newest change to a power failure. */
  long torn() {
    return torn.get();
  }

  /** Returns the number of items that are missing since the last shutdown. */
  long missing() {
    return missing;
  }

  /** Returns the number of foreign files, which were left alone. */
  long foreign() {
    return foreign.get();
  }
}
