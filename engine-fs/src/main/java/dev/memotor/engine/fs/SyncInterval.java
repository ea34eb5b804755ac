package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import dev.memotor.engine.support.KeyLanes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes are acknowledged at once and made durable together, once per interval. A file is forced
 * by whoever is in its lane, so that no write comes between the force and the note that it was
 * made. Several threads force at the same time, because the file system then commits for all of
 * them at once.
 */
final class SyncInterval implements Durability {

  private static final Logger LOG = LoggerFactory.getLogger(SyncInterval.class);
  private static final int FORCERS = 16;

  /** With more files than this waiting, writers force their own: no backlog without bound. */
  private static final int MAX_WAITING = 1 << 16;

  private final Disk disk;
  private final Index index;
  private final ItemPaths paths;
  private final KeyLanes lanes;
  private final ScheduledExecutorService clock;
  private final ExecutorService forcers;

  private final ConcurrentLinkedQueue<Waiting> files = new ConcurrentLinkedQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final Set<Path> directories = ConcurrentHashMap.newKeySet();

  private record Waiting(Key key, Entry entry) {}

  SyncInterval(Disk disk, Index index, ItemPaths paths, KeyLanes lanes, Duration interval) {
    this.disk = disk;
    this.index = index;
    this.paths = paths;
    this.lanes = lanes;
    this.clock = Executors.newSingleThreadScheduledExecutor(Threads.named("fs-sync-clock"));
    this.forcers = Executors.newFixedThreadPool(FORCERS, Threads.named("fs-sync"));
    long nanos = Math.max(1, interval.toNanos());
    clock.scheduleWithFixedDelay(this::pass, nanos, nanos, TimeUnit.NANOSECONDS);
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
  public long pending() {
    return waiting.get();
  }

  @Override
  public void close() throws IOException {
    clock.shutdown();
    awaitEnd(clock);
    pass();
    forcers.shutdown();
    awaitEnd(forcers);
    if (waiting.get() > 0 || !directories.isEmpty()) {
      throw new IOException("some changes could not be made durable; see the log");
    }
  }

  private static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes durable what waits now, and not what comes meanwhile. */
  private void pass() {
    try {
      forceFiles();
      forceDirectories();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the periodic sync failed, and goes on with the next interval", e);
    }
  }

  private void forceFiles() throws InterruptedException {
    int count = (int) Math.min(waiting.get(), Integer.MAX_VALUE);
    if (count == 0) {
      return;
    }
    AtomicInteger left = new AtomicInteger(count);
    CountDownLatch done = new CountDownLatch(count);
    for (int i = 0; i < Math.min(FORCERS, count); i++) {
      forcers.execute(
          () -> {
            while (left.getAndDecrement() > 0) {
              Waiting next = files.poll();
              if (next == null) {
                // The counter runs ahead of the queue for a moment when a writer adds itself.
                done.countDown();
              } else {
                forceInLane(next, done);
              }
            }
          });
    }
    done.await();
  }

  private void forceInLane(Waiting next, CountDownLatch done) {
    Runnable task =
        () -> {
          try {
            force(next);
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

  private void force(Waiting next) {
    waiting.decrementAndGet();
    next.entry().stopWaitingForSync();
    if (index.get(next.key()) != next.entry()) {
      return;
    }
    Path path = paths.of(next.key(), next.entry().attempt());
    try (DiskFile file = disk.open(path, true)) {
      file.force();
      next.entry().forced();
    } catch (NoSuchFileException e) {
      LOG.warn("the file of an item is gone: {}", path);
    } catch (IOException e) {
      LOG.error("cannot make {} durable: {}", path, e.toString());
      enqueue(next.key(), next.entry());
    }
  }

  private void forceDirectories() throws InterruptedException {
    List<Path> now = new ArrayList<>();
    for (Iterator<Path> all = directories.iterator(); all.hasNext(); ) {
      now.add(all.next());
      all.remove();
    }
    CountDownLatch done = new CountDownLatch(now.size());
    for (Path directory : now) {
      forcers.execute(
          () -> {
            try {
              disk.forceDirectory(directory);
            } catch (NoSuchFileException e) {
              LOG.debug("{} was flushed before it was synced", directory);
            } catch (IOException e) {
              LOG.error("cannot make {} durable: {}", directory, e.toString());
              directories.add(directory);
            } finally {
              done.countDown();
            }
          });
    }
    done.await();
  }

  private void enqueue(Key key, Entry entry) {
    if (entry.startWaitingForSync()) {
      files.add(new Waiting(key, entry));
      waiting.incrementAndGet();
    }
  }

  private final class Deferred implements Commit {

    @Override
    public void written(Key key, Entry entry, DiskFile file) throws IOException {
      try (file) {
        if (waiting.get() > MAX_WAITING) {
          file.force();
          entry.forced();
        } else {
          enqueue(key, entry);
        }
      }
    }

    @Override
    public void renamed(Path directory) {
      directories.add(directory);
    }

    @Override
    public boolean isImmediate() {
      return true;
    }

    @Override
    public void finish() {}
  }
}
