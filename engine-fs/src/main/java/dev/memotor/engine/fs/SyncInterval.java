package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import dev.memotor.engine.support.DaemonThreads;
import dev.memotor.engine.support.KeyLanes;
import dev.memotor.engine.support.PeriodicTask;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges changes at once, and makes them durable together once per interval: few of them file
 * by file, many with one sync of the file system. A file is forced in its key's lane, so that no
 * write comes between the force and its record. Several threads force at the same time, because the
 * file system then commits for all of them at once.
 */
final class SyncInterval implements Durability {

  private static final Logger LOG = LoggerFactory.getLogger(SyncInterval.class);
  private static final int FORCERS = 16;

  /** With more files than this waiting, writers force their own files, which bounds the backlog. */
  private static final int MAX_WAITING = 1 << 16;

  private final Disk disk;
  private final Index index;
  private final ItemPaths paths;
  private final KeyLanes lanes;
  private final PeriodicTask clock;
  private final ExecutorService forcers;

  private final ConcurrentLinkedQueue<Waiting> files = new ConcurrentLinkedQueue<>();
  private final Set<Path> directories = ConcurrentHashMap.newKeySet();

  /** The number of both, counted until they are durable. */
  private final AtomicLong waiting = new AtomicLong();

  /** A change that was written before a pass began is durable when that pass has ended. */
  private volatile int passesBegun;

  private record Waiting(Key key, IndexEntry entry) {}

  SyncInterval(Disk disk, Index index, ItemPaths paths, KeyLanes lanes, Duration interval) {
    this.disk = disk;
    this.index = index;
    this.paths = paths;
    this.lanes = lanes;
    this.forcers = Executors.newFixedThreadPool(FORCERS, DaemonThreads.named("fs-sync"));
    this.clock = new PeriodicTask("fs-sync-clock", interval, this::pass);
    clock.start();
  }

  @Override
  public Commit begin() {
    return new Deferred();
  }

  @Override
  public boolean forces() {
    return true;
  }

  @Override
  public int groupSize() {
    return 8;
  }

  @Override
  public boolean defers() {
    return waiting.get() <= MAX_WAITING;
  }

  @Override
  public long pending() {
    return waiting.get();
  }

  @Override
  public void close() throws IOException {
    clock.close();
    pass();
    DaemonThreads.shutdown(forcers);
    if (waiting.get() > 0) {
      throw new IOException("some changes could not be synced; see the log");
    }
  }

  /** Makes durable what is waiting now, but not what is added meanwhile. */
  private void pass() {
    try {
      int pass = passesBegun + 1;
      passesBegun = pass;
      Queue<Waiting> changed = takeFiles();
      List<Path> renamed = takeDirectories();
      if (changed.size() + renamed.size() >= disk.forceAllFrom() && forceAll()) {
        inLanes(changed, next -> settle(next, pass));
        waiting.addAndGet(-renamed.size());
      } else {
        inLanes(changed, this::force);
        forceDirectories(renamed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the periodic sync failed and will be repeated", e);
    }
  }

  private Queue<Waiting> takeFiles() {
    Queue<Waiting> taken = new ConcurrentLinkedQueue<>();
    // Read before the number of both: one file too many is better than one too few.
    int renamed = directories.size();
    // What is added from now on is left to the next pass.
    for (long left = waiting.get() - renamed; left > 0; left--) {
      Waiting next = files.poll();
      if (next == null) {
        // The counter can briefly run ahead of the queue.
        break;
      }
      taken.add(next);
    }
    return taken;
  }

  private List<Path> takeDirectories() {
    List<Path> taken = new ArrayList<>();
    for (Iterator<Path> all = directories.iterator(); all.hasNext(); ) {
      taken.add(all.next());
      all.remove();
    }
    return taken;
  }

  private boolean forceAll() {
    try {
      disk.forceAll(paths.root());
      return true;
    } catch (IOException e) {
      LOG.error("cannot sync the file system, syncing files one by one: {}", e.toString());
      return false;
    }
  }

  /** Runs an action for all files, several at a time, each in its key's lane. */
  private void inLanes(Queue<Waiting> all, Consumer<Waiting> action) throws InterruptedException {
    int count = all.size();
    CountDownLatch done = new CountDownLatch(count);
    for (int i = 0; i < Math.min(FORCERS, count); i++) {
      forcers.execute(
          () -> {
            for (Waiting next = all.poll(); next != null; next = all.poll()) {
              inLane(next, action, done);
            }
          });
    }
    done.await();
  }

  private void inLane(Waiting next, Consumer<Waiting> action, CountDownLatch done) {
    Runnable task =
        () -> {
          try {
            action.accept(next);
          } finally {
            done.countDown();
          }
        };
    if (lanes.tryEnter(next.key())) {
      try {
        task.run();
      } finally {
        lanes.exit(next.key());
      }
    } else {
      lanes.submit(next.key(), task);
    }
  }

  /** Records that the file system was synced, unless the file was written meanwhile. */
  private void settle(Waiting next, int pass) {
    if (!next.entry().isCoveredBy(pass)) {
      // At once, because the part that is durable may be the one being overwritten.
      force(next);
      return;
    }
    next.entry().stopWaitingForSync();
    next.entry().forced();
    waiting.decrementAndGet();
  }

  private void force(Waiting next) {
    next.entry().stopWaitingForSync();
    try {
      if (index.get(next.key()) == next.entry()) {
        forceFile(next);
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  private void forceFile(Waiting next) {
    Path path = paths.of(next.key(), next.entry().attempt());
    try (DiskFile file = disk.open(path, true)) {
      file.force();
      next.entry().forced();
    } catch (NoSuchFileException e) {
      LOG.warn("an item's file is gone: {}", path);
    } catch (IOException e) {
      LOG.error("cannot sync {}: {}", path, e.toString());
      enqueue(next.key(), next.entry());
    }
  }

  private void forceDirectories(List<Path> renamed) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(renamed.size());
    for (Path directory : renamed) {
      forcers.execute(
          () -> {
            try {
              disk.forceDirectory(directory);
            } catch (NoSuchFileException e) {
              LOG.debug("{} was flushed before it was synced", directory);
            } catch (IOException e) {
              LOG.error("cannot sync {}: {}", directory, e.toString());
              enqueue(directory);
            } finally {
              waiting.decrementAndGet();
              done.countDown();
            }
          });
    }
    done.await();
  }

  /** Adds a file that has been written; called in the key's lane. */
  private void enqueue(Key key, IndexEntry entry) {
    entry.writtenBeforePass(passesBegun + 1);
    if (entry.startWaitingForSync()) {
      files.add(new Waiting(key, entry));
      waiting.incrementAndGet();
    }
  }

  private void enqueue(Path directory) {
    if (directories.add(directory)) {
      waiting.incrementAndGet();
    }
  }

  private final class Deferred implements Commit {

    @Override
    public void written(Key key, IndexEntry entry, DiskFile file) throws IOException {
      try (file) {
        if (defers()) {
          enqueue(key, entry);
        } else {
          file.force();
          entry.forced();
        }
      }
    }

    @Override
    public void renamed(Path directory) {
      enqueue(directory);
    }

    @Override
    public boolean isImmediate() {
      return true;
    }

    @Override
    public void finish() {}
  }
}
