package dev.memotor.engine.fs;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
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

  /** How often a start that takes long says how far it is. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Disk disk;
  private final ItemPaths paths;
  private final Index index;
  private final ExpirySchedule schedule;
  private final SetAside aside;

  /** Whether values are checked: what was not synced may be torn after a power cut. */
  private final boolean verify;

  /** Whether everything that is there would survive a power cut now. */
  private final boolean durable;

  private boolean[] known = new boolean[FanOut.DIRECTORIES];
  private int read;

  private final AtomicLong unfinished = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicLong foreign = new AtomicLong();

  TreeLoader(
      Disk disk,
      ItemPaths paths,
      Index index,
      ExpirySchedule schedule,
      SetAside aside,
      boolean verify,
      boolean durable) {
    this.disk = disk;
    this.paths = paths;
    this.index = index;
    this.schedule = schedule;
    this.aside = aside;
    this.verify = verify;
    this.durable = durable;
  }

  /**
   * Takes over what the snapshot tells of directories that are as they were.
   *
   * @param cas what the state file says
   */
  void loadKnown(IndexSnapshot snapshot, long cas) {
    if (verify) {
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
    ExecutorService pool = Executors.newFixedThreadPool(threads, Threads.named("fs-load"));
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < FanOut.DIRECTORIES; i++) {
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
    try (DiskFile file = disk.open(path, false)) {
      content = ItemFile.read(file, verify);
    } catch (IOException e) {
      if (disk.isDirectory(path)) {
        foreign(path, "a directory");
        return;
      }
      throw DiskFailure.of("read", path, e);
    }
    switch (content.state()) {
      case WHOLE -> loadItem(number, path, name, content);
      case UNFINISHED -> {
        disk.delete(path);
        unfinished.incrementAndGet();
      }
      case FOREIGN -> foreign(path, "no file of this engine");
      case DAMAGED -> {
        aside.move(path, "damaged");
        damaged.incrementAndGet();
      }
      case NEWER ->
          throw new EngineException(
              EngineException.Kind.CORRUPT,
              path + " was written by a later version of memotor; start that one");
    }
  }

  private void loadItem(int number, Path path, String name, ItemFile.Content content) {
    Key key = content.key();
    int attempt = FanOut.directoryOf(key) == number ? paths.names().attemptOf(key, name) : -1;
    if (attempt < 0) {
      foreign(path, "an item's file under a name or in a directory not its own");
      return;
    }
    Entry entry = new Entry(attempt);
    entry.recovered(content.layout(), content.slot(), content.meta(), durable);
    Entry other = index.putIfAbsent(key, entry);
    if (other != null) {
      foreign(path, "a second file of the same item");
      return;
    }
    index.grow(Index.bytesOf(key, entry));
    schedule.add(key, entry);
  }

  private void foreign(Path path, String what) {
    LOG.warn("{} is {}; it stays as it is and is not served", path, what);
    foreign.incrementAndGet();
  }

  private void removeTemporaries() {
    try {
      disk.list(
          paths.temporaries(),
          name -> {
            disk.delete(paths.temporaries().resolve(name));
            unfinished.incrementAndGet();
          });
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

  /** Files of somebody else, left alone. */
  long foreign() {
    return foreign.get();
  }
}
