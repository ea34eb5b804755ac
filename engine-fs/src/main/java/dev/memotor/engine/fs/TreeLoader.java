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
 * Fills the index at the start, from the snapshot where that is right and else from the tree, and
 * removes what crashes left behind.
 */
final class TreeLoader {

  private static final Logger LOG = LoggerFactory.getLogger(TreeLoader.class);

  /** At most this many files of a kind are logged one by one. */
  private static final int MOST_LOGGED = 20;

  /** How often a start that takes long says how far it is. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Disk disk;
  private final ItemPaths paths;
  private final Index index;
  private final ExpirySchedule schedule;
  private final Quarantine quarantine;
  private final LastEnd lastEnd;

  /** Whether everything that is there would survive a power cut now. */
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
   * Takes over what the snapshot tells of directories that are as they were.
   *
   * @param cas what the state file says
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

  /** Reads all files of the other directories with this many threads. */
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
      throw e.getCause() instanceof EngineException failure
          ? failure
          : new EngineException(
              EngineException.Kind.INTERNAL, "cannot read " + paths.items() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          EngineException.Kind.UNAVAILABLE, "interrupted while reading " + paths.items());
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * Reports items that the snapshot knows and the tree no longer has. Nobody would miss them
   * otherwise: a file that is gone leaves no trace.
   *
   * @param cas what the state file says
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
                  "{}: there was a whole file at the last shutdown, and now there is none",
                  paths.of(key, 0));
            }
          });
    } catch (IOException e) {
      throw DiskFailure.of("read", paths.root().resolve(IndexSnapshot.NAME), e);
    }
    if (missing > 0) {
      LOG.warn(
          "items of the last shutdown without a whole file below {}: {}", paths.items(), missing);
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
      // Directories are made when their first item comes.
      LOG.trace("{} is not there yet", directory);
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
      case DAMAGED -> damaged(path, "damaged, so that its item is lost");
      case NEWER ->
          throw new EngineException(
              EngineException.Kind.CORRUPT,
              path + " was written by a later version of memotor; start that one");
    }
  }

  /** One file that the disk fails to read must not keep all the others from being served. */
  private void unreadable(Path path, EngineException failure) throws IOException {
    if (failure.kind() != EngineException.Kind.INTERNAL) {
      throw failure;
    }
    damaged(
        path, "not readable (" + failure.getCause().getMessage() + "), so that its item is lost");
  }

  private void damaged(Path path, String what) throws IOException {
    quarantine.move(path, what);
    damaged.incrementAndGet();
  }

  private void unfinished(Path path) throws IOException {
    disk.delete(path);
    if (unfinished.incrementAndGet() <= MOST_LOGGED) {
      LOG.warn(
          "{} held no whole item yet when the {} stopped; it was removed",
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
      foreign(path, "an item's file under a name or in a directory not its own");
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
      LOG.warn("{}: a change was torn when the machine stopped; the one before it counts", path);
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
      LOG.warn("{} is {}; it stays as it is and is not served", path, what);
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
      LOG.trace("{} is not there yet", paths.temporaries());
    } catch (IOException e) {
      throw DiskFailure.of("clean", paths.temporaries(), e);
    }
  }

  /** How many directories were read file by file. */
  int read() {
    return read;
  }

  /** Left-overs of writers that died, now gone. */
  long unfinished() {
    return unfinished.get();
  }

  /** Broken files, now set aside. */
  long damaged() {
    return damaged.get();
  }

  /** Items whose newest change a power cut had torn, so that the one before counts. */
  long torn() {
    return torn.get();
  }

  /** Items of the last shutdown that are gone. */
  long missing() {
    return missing;
  }

  /** Files of somebody else, left alone. */
  long foreign() {
    return foreign.get();
  }
}
