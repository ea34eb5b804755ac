package dev.memotor.engine.fs;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.HearsReads;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.SchedulesFlushes;
import dev.memotor.engine.Value;
import dev.memotor.engine.support.CasSequence;
import dev.memotor.engine.support.DaemonThreads;
import dev.memotor.engine.support.InFlightLimit;
import dev.memotor.engine.support.KeyLanes;
import dev.memotor.engine.support.PeriodicTask;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine. Event loops go no further than this class: it answers misses from the index and hands
 * everything else to threads that may wait, each operation in its key's lane.
 */
final class FsEngine implements Engine, SchedulesFlushes, HearsReads {

  private static final Logger LOG = LoggerFactory.getLogger(FsEngine.class);
  private static final int LANES = 4096;
  private static final long CAS_STRIDE = 1 << 18;
  private static final Duration SWEEP_PAUSE = Duration.ofMillis(250);
  private static final Duration TRASH_PAUSE = Duration.ofMinutes(1);
  private static final Duration UNLIMITED = Duration.ofDays(10_000);

  /** With more operations than this, several threads are faster. */
  private static final int MOST_AT_ONCE = 8;

  private final FsSetup setup;
  private final EngineClock clock;
  private final StateFile stateFile;
  private final CasSequence casSequence;
  private final ItemPaths paths;
  private final Index index = new Index();
  private final Quarantine quarantine;
  private final ExpirySchedule schedule;
  private final ItemTree tree;
  private final Trash trash;
  private final TreeLoader loader;
  private final IndexSnapshot snapshot;
  private final OperationRunner runner;
  private final Sweeper sweeper;
  private final Durability durability;
  private final InFlightLimit inFlight;
  private final InlineWriteGate inlineWrites = new InlineWriteGate(System::nanoTime);
  private final ExecutorService threads;
  private final KeyLanes lanes;
  private final PeriodicTask sweeping;
  private final PeriodicTask deleting;

  private FsEngine(FsSetup setup, EngineClock clock) {
    this.setup = setup;
    this.clock = clock;
    Disk disk = setup.disk();
    boolean forces = setup.sync().moment() != SyncPolicy.Moment.NEVER;
    paths = new ItemPaths(setup.root(), setup.names());
    stateFile = new StateFile(disk, setup.root());
    StateFile.State state = stateFile.read();
    clock.resume(state.clock());
    boolean sameBoot = !setup.boot().isEmpty() && setup.boot().equals(state.boot());
    casSequence =
        new CasSequence(
            state.cas(), CAS_STRIDE, mark -> stateFile.update(now -> now.withCas(mark)));
    quarantine = new Quarantine(disk, paths.quarantine());
    schedule = new ExpirySchedule(index, clock.now());
    trash = new Trash(disk, paths, quarantine, forces);
    loader =
        new TreeLoader(
            disk,
            paths,
            index,
            schedule,
            quarantine,
            state.synced() ? LastEnd.CLEAN : sameBoot ? LastEnd.KILL : LastEnd.POWER_CUT,
            state.synced() || !sameBoot);
    snapshot = new IndexSnapshot(disk, paths);
    if (Exptime.isExpired(state.flush(), clock.now())) {
      discardSnapshot();
      removeItems();
    }
    loader.loadKnown(snapshot, state.cas());
    loader.load(setup.threads());
    loader.reportMissing(snapshot, state.cas());
    // From here on, a crash may leave what is not durable. Not earlier: until every file has been
    // checked, what a power failure tore must count as torn, even if this start is interrupted.
    stateFile.update(
        last -> new StateFile.State(last.cas(), false, setup.boot(), last.flush(), clock.mark()));
    makeTemporaries(disk);
    discardSnapshot();

    tree = new ItemTree(disk, paths, index, schedule, quarantine, forces);
    runner = new OperationRunner(index, tree, clock, casSequence);
    inFlight = new InFlightLimit(setup.queue());
    threads = Executors.newFixedThreadPool(setup.threads(), DaemonThreads.named("fs-io"));
    lanes = new KeyLanes(LANES, threads);
    durability = durability(disk);
    sweeper = new Sweeper(index, tree, lanes, schedule, clock);
    sweeping =
        new PeriodicTask("fs-sweep", SWEEP_PAUSE, this::sweep, e -> LOG.error("a sweep failed", e));
    sweeping.start();
    deleting =
        new PeriodicTask(
            "fs-delete", TRASH_PAUSE, trash::empty, e -> LOG.error("emptying the trash failed", e));
    deleting.wake();
    deleting.start();
  }

  /** Opens the engine; the lock is closed with the engine, or here if opening fails. */
  static FsEngine open(FsSetup setup, EngineClock clock) {
    try {
      FsEngine engine = new FsEngine(setup, clock);
      LOG.info("{}", engine.describeStart());
      return engine;
    } catch (RuntimeException e) {
      try {
        setup.lock().close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private String describeStart() {
    StringBuilder text = new StringBuilder();
    text.append(setup.root()).append(" holds ").append(index.size()).append(" items; ");
    text.append(loader.read())
        .append(" of ")
        .append(DirectoryHash.DIRECTORIES)
        .append(" directories read");
    append(text, loader.unfinished(), "unfinished files deleted");
    append(text, loader.damaged(), "damaged files quarantined");
    append(text, loader.foreign(), "foreign files left alone");
    append(text, loader.torn(), "items lost their last change to a power failure");
    append(text, loader.missing(), "items are missing");
    return text.toString();
  }

  /** Appends a count unless it is zero, as each of these is rare. */
  private static void append(StringBuilder text, long count, String what) {
    if (count != 0) {
      text.append(", ").append(count).append(' ').append(what);
    }
  }

  private void makeTemporaries(Disk disk) {
    try {
      disk.createDirectory(paths.temporaries());
    } catch (FileAlreadyExistsException e) {
      LOG.trace("{} exists already", paths.temporaries());
    } catch (IOException e) {
      throw DiskFailure.of("create", paths.temporaries(), e);
    }
  }

  private void discardSnapshot() {
    try {
      snapshot.discard();
    } catch (IOException e) {
      throw DiskFailure.of("delete", paths.root().resolve(IndexSnapshot.NAME), e);
    }
  }

  private Durability durability(Disk disk) {
    return switch (setup.sync().moment()) {
      case ALWAYS -> new SyncAlways(disk);
      case INTERVAL -> new SyncInterval(disk, index, paths, lanes, setup.sync().interval());
      case NEVER -> new SyncNever();
    };
  }

  @Override
  public void execute(Batch batch) {
    if (inFlight.isClosed()) {
      throw new IllegalStateException("the engine is closed");
    }
    int size = batch.size();
    int[] entered = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      Operation operation = batch.operation(i);
      Key key = operation.key();
      Result miss = lanes.isBusy(key) ? null : runner.missOf(operation);
      if (miss != null) {
        batch.complete(i, miss);
      } else if (!inFlight.enter()) {
        batch.fail(i, refusal());
      } else if (lanes.tryEnter(key)) {
        entered[count++] = i;
      } else {
        int[] single = {i};
        lanes.submit(key, () -> runInLanes(batch, single, 0, 1, false));
      }
    }
    dispatch(batch, entered, runInline(batch, entered, count));
  }

  private EngineException refusal() {
    return inFlight.isClosed()
        ? new EngineException(Kind.UNAVAILABLE, "the engine is closed")
        : new EngineException(
            Kind.BUSY,
            setup.queue() + " operations are waiting for the disk already (option 'queue')");
  }

  /**
   * Runs operations on this thread if handing them on would take longer: a few short changes of
   * files in the page cache.
   *
   * @return the number of operations left to be handed on
   */
  private int runInline(Batch batch, int[] entered, int count) {
    if (count == 0 || count > MOST_AT_ONCE || !durability.defers() || !inlineWrites.isOpen()) {
      return count;
    }
    long began = inlineWrites.now();
    int left = group(batch, entered, 0, count).runInline(i -> leave(batch, i));
    if (left < count) {
      inlineWrites.took(began, count - left);
    }
    return left;
  }

  private OperationGroup group(Batch batch, int[] indexes, int from, int to) {
    return new OperationGroup(runner, durability, batch, indexes, from, to);
  }

  private void leave(Batch batch, int i) {
    lanes.exit(batch.operation(i).key());
    inFlight.leave();
  }

  /** Hands operations whose lanes have been entered to the pool, in one group per thread. */
  private void dispatch(Batch batch, int[] entered, int count) {
    int groups = Math.min(setup.threads(), (count + groupSize() - 1) / groupSize());
    for (int group = 0; group < groups; group++) {
      int from = (int) ((long) count * group / groups);
      int to = (int) ((long) count * (group + 1) / groups);
      threads.execute(() -> runInLanes(batch, entered, from, to, true));
    }
  }

  private int groupSize() {
    return durability.groupSize();
  }

  private void runInLanes(Batch batch, int[] indexes, int from, int to, boolean leave) {
    group(batch, indexes, from, to).run(leave ? i -> leave(batch, i) : i -> inFlight.leave());
  }

  @Override
  public void accessed(Key key, Item item) {
    IndexEntry entry = index.get(key);
    if (entry != null) {
      entry.recordAccess(item);
    }
  }

  @Override
  public CompletionStage<Void> flush() {
    return exclusively(this::flushNow);
  }

  @Override
  public CompletionStage<Void> scheduleFlush(long at) {
    return exclusively(() -> stateFile.update(now -> now.withFlush(at)));
  }

  @Override
  public long scheduledFlush() {
    return stateFile.current().flush();
  }

  @Override
  public CompletionStage<Void> flushIfDue() {
    return exclusively(
        () -> {
          if (Exptime.isExpired(scheduledFlush(), clock.now())) {
            flushNow();
          }
        });
  }

  /** Runs an action while no lane is in use. */
  private CompletionStage<Void> exclusively(Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!inFlight.enterUnlimited()) {
      done.completeExceptionally(new EngineException(Kind.UNAVAILABLE, "the engine is closed"));
      return done;
    }
    lanes.submitBarrier(
        () -> {
          try {
            action.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(EngineException.of(e, "the flush failed"));
          } finally {
            inFlight.leave();
          }
        });
    return done;
  }

  private void flushNow() {
    try {
      removeItems();
    } finally {
      if (!setup.disk().exists(paths.items())) {
        index.clear();
      }
      deleting.wake();
    }
  }

  /**
   * Moves all items to the trash and cancels a scheduled flush. After a crash between the two, the
   * next start flushes once more, before anything new is stored.
   */
  private void removeItems() {
    try {
      trash.take(paths.items());
    } catch (IOException e) {
      throw DiskFailure.of("move to the trash", paths.items(), e);
    }
    if (scheduledFlush() != Exptime.NEVER) {
      stateFile.update(now -> now.withFlush(Exptime.NEVER));
    }
  }

  private void writeClockMark() {
    String mark = clock.mark();
    if (!mark.equals(stateFile.current().clock())) {
      try {
        stateFile.update(last -> last.withClock(mark));
      } catch (EngineException e) {
        // The previous mark will do for now.
        LOG.debug("the clock's mark was not written: {}", e.getMessage());
      }
    }
  }

  private void sweep() {
    writeClockMark();
    sweeper.sweep();
  }

  @Override
  public void scan(ItemVisitor visitor) {
    for (Map.Entry<Key, IndexEntry> next : index.all()) {
      Item item = readInLane(next.getKey());
      if (item != null && !visitor.visit(next.getKey(), item)) {
        return;
      }
    }
  }

  /** Returns the live item under a key, or null; waits for its lane. */
  private Item readInLane(Key key) {
    if (!inFlight.enterUnlimited()) {
      throw new EngineException(Kind.UNAVAILABLE, "the engine is closed");
    }
    try {
      if (lanes.tryEnter(key)) {
        try {
          return readLive(key);
        } finally {
          lanes.exit(key);
        }
      }
      CompletableFuture<Item> read = new CompletableFuture<>();
      lanes.submit(
          key,
          () -> {
            try {
              read.complete(readLive(key));
            } catch (RuntimeException e) {
              read.completeExceptionally(e);
            }
          });
      return read.join();
    } catch (CompletionException e) {
      throw EngineException.of(e, "cannot read " + key);
    } finally {
      inFlight.leave();
    }
  }

  private Item readLive(Key key) {
    IndexEntry entry = tree.find(key);
    if (entry == null || entry.isExpired(clock.now())) {
      return null;
    }
    byte[] value = tree.read(key, entry);
    return value == null ? null : entry.item(Value.of(value));
  }

  @Override
  public EngineStats stats() {
    EngineStats.Builder stats = EngineStats.builder();
    stats.detail("directory", setup.root().toString());
    stats.detail("sync", setup.sync().toString());
    stats.detail("sync_pending", durability.pending());
    stats.detail("waiting", inFlight.inFlight());
    stats.detail("flushed_tree_waiting", trash.isBusy());
    stats.detail(EngineStats.EXPIRED_UNFETCHED, sweeper.unfetched());
    stats.detail("start_directories_read", loader.read());
    stats.detail("start_unfinished_files", loader.unfinished());
    stats.detail("start_damaged_files", loader.damaged());
    stats.detail("start_foreign_files", loader.foreign());
    stats.detail("start_torn_items", loader.torn());
    stats.detail("start_missing_items", loader.missing());
    stats.detail("set_aside_files", quarantine.moved());
    return stats
        .items(index.size())
        .bytes(index.bytes())
        .totalItems(runner.stored())
        .evictions(0)
        .expired(sweeper.reclaimed())
        .build();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PERSISTENT);
  }

  @Override
  public void close() {
    if (!inFlight.close()) {
      return;
    }
    inFlight.awaitNone(UNLIMITED);
    sweeper.stop();
    trash.stop();
    sweeping.close();
    deleting.close();
    try (Closeable unlock = setup.lock()) {
      closeFiles();
    } catch (IOException e) {
      LOG.error("{} was not shut down cleanly: {}", setup.root(), e.toString());
    }
  }

  private void closeFiles() throws IOException {
    try {
      durability.close();
    } finally {
      // Before the directory is released: a sweep may still have tasks in lanes.
      DaemonThreads.shutdown(threads);
    }
    try {
      snapshot.write(index, casSequence.last());
    } catch (IOException e) {
      LOG.warn(
          "the index cannot be written, so the next start will read all files: {}", e.toString());
    }
    try {
      stateFile.update(
          last ->
              new StateFile.State(
                  casSequence.last(),
                  durability.forces(),
                  setup.boot(),
                  last.flush(),
                  clock.mark()));
    } catch (EngineException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
