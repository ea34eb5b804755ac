package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineContext;
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
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import dev.memotor.engine.support.AccessRecord;
import dev.memotor.engine.support.DaemonThreads;
import dev.memotor.engine.support.ItemEnvelope;
import dev.memotor.engine.support.KeyLanes;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/*
 * The path of an operation.
 *
 *   event loop            lane free        uncommitted writes,               commit queue
 *                                          then block cache
 *   execute() --- each ---------------> apply() ------ writes ---------------> commits.commit()
 *                  |                       |                                   at the end
 *                  | lane busy             | item is on disk
 *                  v                       v
 *               the lane's queue ----> pool thread: the same apply(), which may read the disk
 *
 * Order. A writing operation is applied inside its key's lane, and its write is added to the commit
 * queue there, so that the queue holds the writes of a key in order. A plain get does not enter a
 * free lane: everything that its thread submitted earlier is then in the uncommitted writes or in
 * the database. If it must read the disk, it does so in the lane, because a write submitted later
 * must not overtake it.
 *
 * Uncommitted writes. Whatever was computed from an uncommitted write waits in the commit queue
 * behind it and shares its fate, reads included: nobody sees a value that is not in the store.
 *
 * Native handles. Two gates: `calls` is shut for good by close(); `handles` is shut while the
 * database is reopened after a fatal error. Whoever touches the database is inside the second;
 * event loops that find it shut leave their operations to the pool, which waits.
 */

/** The engine over RocksDB; the comment above explains how it works. */
final class RocksDbEngine implements Engine, SchedulesFlushes, HearsReads {

  private static final int LANES = 4096;
  private static final int ACCESS_SLOTS = 1 << 18;

  private final StoreOptions options;
  private final StoreDirectory directory;
  private final Database database;
  private final EngineClock clock;
  private final CasNumbers cas;
  private final UncommittedWrites uncommitted = new UncommittedWrites();
  private final Commits commits;
  private final Generations generations;
  private final ExpirySweeper sweeper;
  private final Reclaimer reclaimer;
  private final WalSync walSync;
  private final DiskWatch diskWatch;
  private final Recovery recovery;
  private final ItemCounter counter;
  private final EngineCounters counters = new EngineCounters();
  private final AccessRecord access = new AccessRecord(ACCESS_SLOTS);
  private final ExecutorService pool;
  private final KeyLanes lanes;
  private final ThreadLocal<ItemReader> readers;
  private final UseGate calls = new UseGate();
  private final UseGate handles = new UseGate();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Object closeOnce = new Object();
  private volatile EngineStats stats = EngineCounters.NONE;
  private volatile boolean closing;
  private boolean closed;

  private RocksDbEngine(
      StoreOptions options,
      StoreDirectory directory,
      Database database,
      EngineContext context,
      DiskWatch.Probe probe) {
    this.options = options;
    this.directory = directory;
    this.database = database;
    this.clock = context.clock();
    CleanShutdown.resume(clock, database);
    this.cas = CleanShutdown.casNumbers(database);
    this.readers = ThreadLocal.withInitial(() -> new ItemReader(database));
    this.pool =
        Executors.newFixedThreadPool(
            options.threads(), DaemonThreads.named("memotor-rocksdb-read"));
    this.lanes = new KeyLanes(LANES, pool);
    this.commits = new Commits(database, cas, handles, options.sync() == StoreOptions.Sync.ALWAYS);
    this.generations = new Generations(database, commits);
    this.reclaimer = new Reclaimer(database, handles, generations, commits, counters);
    this.sweeper =
        new ExpirySweeper(
            database,
            handles,
            lanes,
            uncommitted,
            commits,
            generations,
            clock,
            counters,
            reclaimer,
            options.sweepInterval());
    this.walSync = new WalSync(database, handles, commits, counters, options);
    this.diskWatch = new DiskWatch(probe, database, handles, commits);
    this.recovery = new Recovery(database, handles, commits, counters, diskWatch);
    this.counter = new ItemCounter(database, handles, generations, counters, clock);
  }

  static RocksDbEngine open(StoreOptions options, EngineContext context) {
    return open(options, context, null);
  }

  /**
   * Opens the engine.
   *
   * @param probe measures the free space; null to measure that of the store's disks
   */
  static RocksDbEngine open(StoreOptions options, EngineContext context, DiskWatch.Probe probe) {
    StoreDirectory directory = StoreDirectory.claim(options.directory(), options.walDirectory());
    Database database = null;
    RocksDbEngine engine = null;
    try {
      database =
          Database.open(
              options,
              directory,
              probe == null ? directory::usableBytes : () -> probe.look().free());
      engine =
          new RocksDbEngine(
              options,
              directory,
              database,
              context,
              probe == null
                  ? DiskWatch.Probe.of(directory.paths(), options.minFreeBytes())
                  : probe);
      engine.start();
      return engine;
    } finally {
      if (engine == null) {
        if (database != null) {
          database.close();
        }
        directory.close();
      }
    }
  }

  private void start() {
    if (!database.isReadOnly()) {
      // Otherwise the flush happens once the store can be written again.
      flushNowIfDue();
    }
    diskWatch.start(reclaimer::requestSpace);
    recovery.start();
    walSync.start();
    reclaimer.start();
    sweeper.start();
    counter.start();
  }

  @Override
  public void execute(Batch batch) {
    if (!calls.enter()) {
      throw new IllegalStateException("the engine is closed");
    }
    try {
      int size = batch.size();
      if (!handles.enter()) {
        for (int i = 0; i < size; i++) {
          queueInLane(batch, i, batch.operation(i).key());
        }
        return;
      }
      try {
        ItemReader reader = readers.get();
        long now = clock.now();
        for (int i = 0; i < size; i++) {
          submit(batch, i, reader, now);
        }
        commits.commit();
      } finally {
        handles.leave();
      }
    } finally {
      calls.leave();
    }
  }

  /** Runs an operation now, or queues it. */
  private void submit(Batch batch, int index, ItemReader reader, long now) {
    Operation operation = batch.operation(index);
    Key key = operation.key();
    boolean writes = operation.writesItem();
    if (writes ? !lanes.tryEnter(key) : lanes.isBusy(key)) {
      queueInLane(batch, index, key);
      return;
    }
    if (attempt(batch, index, operation, reader, now, false)) {
      counters.inline.increment();
      if (writes) {
        lanes.exit(key);
      }
    } else if (!writes) {
      queueInLane(batch, index, key);
    } else if (admit(batch, index)) {
      lanes.handOver(key, () -> finish(batch, index));
    } else {
      lanes.exit(key);
    }
  }

  private void queueInLane(Batch batch, int index, Key key) {
    if (admit(batch, index)) {
      lanes.submit(key, () -> finish(batch, index));
    }
  }

  private boolean admit(Batch batch, int index) {
    if (waiting.incrementAndGet() <= options.maxWaiting()) {
      return true;
    }
    waiting.decrementAndGet();
    fail(
        batch,
        index,
        new EngineException(
            Kind.BUSY, "too many operations are waiting for the disk (option 'max-waiting')"));
    return false;
  }

  /** Runs an operation on a pool thread, in its key's lane. */
  private void finish(Batch batch, int index) {
    try {
      enterHandles();
    } catch (EngineException e) {
      waiting.decrementAndGet();
      fail(batch, index, e);
      return;
    }
    try {
      counters.pooled.increment();
      attempt(batch, index, batch.operation(index), readers.get(), clock.now(), true);
      commits.commit();
    } finally {
      handles.leave();
      waiting.decrementAndGet();
    }
  }

  private void enterHandles() {
    while (!handles.enter()) {
      if (closing) {
        throw new EngineException(Kind.UNAVAILABLE, "the engine is closed");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Applies an operation; returns false if it needs to read the disk but may not. */
  private boolean attempt(
      Batch batch,
      int index,
      Operation operation,
      ItemReader reader,
      long now,
      boolean mayUseDisk) {
    try {
      return apply(batch, index, operation, reader, now, mayUseDisk);
    } catch (EngineException e) {
      fail(batch, index, e);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("an operation failed: {}", operation.getClass().getSimpleName(), e);
      fail(batch, index, EngineException.of(e, "the engine failed"));
    }
    return true;
  }

  private boolean apply(
      Batch batch,
      int index,
      Operation operation,
      ItemReader reader,
      long now,
      boolean mayUseDisk) {
    Key key = operation.key();
    int generation = generations.current();
    Item item = null;
    Write basis = null;
    long oldLength = 0;
    if (operation.readsItem()) {
      Write pending = uncommitted.get(key);
      if (pending == null) {
        item = reader.read(generation, key, mayUseDisk, operation.readsValue());
        if (item == ItemReader.ON_DISK) {
          return false;
        }
      } else {
        item = pending.item();
        basis = pending.isWaiting() ? pending : null;
      }
      if (item != null) {
        oldLength = pending == null ? reader.lengthRead() : ItemEnvelope.length(item);
        item = access.restore(key, item);
      }
    }
    Transition transition = Semantics.apply(operation, item, now, cas);
    if (transition.changes() && ItemReader.lacksValue(transition.itemOrNull())) {
      // The value does not change, but is rewritten with the rest of the item.
      Item whole = reader.read(generation, key, mayUseDisk, true);
      if (whole == ItemReader.ON_DISK) {
        return false;
      }
      transition = Semantics.apply(operation, access.restore(key, whole), now, cas);
    }
    Result result = transition.result();
    if (!transition.changes()) {
      if (transition.kind() == Transition.Kind.ACCESS) {
        access.accessed(key, transition.item(), now);
      }
      if (basis == null) {
        complete(batch, index, result);
      } else {
        commits.add(new DependentRead(basis, batch, index, result));
      }
      return true;
    }
    Item put = transition.itemOrNull();
    if (put != null) {
      EngineException refusal = refusal();
      if (refusal != null) {
        return refuse(batch, index, operation, reader, mayUseDisk, refusal);
      }
      if (put.isFetched()) {
        access.accessed(key, put, put.lastAccess());
      }
      counters.stored.increment();
      if (!operation.readsItem()) {
        counters.plainSets.increment();
      } else if (item == null) {
        counters.added.increment();
      }
    } else if (item != null) {
      counters.removed.increment();
      reclaimer.removed(oldLength);
    }
    long oldExptime = item == null ? Exptime.NEVER : item.exptime();
    add(
        new OperationWrite(
            basis, uncommitted, generation, key, put, oldExptime, batch, index, result, null));
    return true;
  }

  private EngineException refusal() {
    if (diskWatch.isShort()) {
      return new EngineException(
          Kind.FULL,
          "less than "
              + diskWatch.needed()
              + " bytes are free on the store's disk (option 'min-free', plus what recovery and"
              + " compaction need)");
    }
    if (commits.isFull()) {
      return new EngineException(Kind.BUSY, "too many writes are waiting to be committed");
    }
    return null;
  }

  /** Fails an operation for lack of space, and removes the item that it was to replace. */
  private boolean refuse(
      Batch batch,
      int index,
      Operation operation,
      ItemReader reader,
      boolean mayUseDisk,
      EngineException refusal) {
    if (refusal.kind() != Kind.FULL || !Semantics.removesWhenRefused(operation)) {
      fail(batch, index, refusal);
      return true;
    }
    Key key = operation.key();
    int generation = generations.current();
    Write pending = uncommitted.get(key);
    Item old = pending != null ? pending.item() : reader.read(generation, key, mayUseDisk, false);
    if (old == ItemReader.ON_DISK) {
      return false;
    }
    if (old == null) {
      // There is nothing to delete, and a delete would take space as well.
      fail(batch, index, refusal);
      return true;
    }
    reclaimer.removed(pending == null ? reader.lengthRead() : ItemEnvelope.length(old));
    add(
        new OperationWrite(
            pending,
            uncommitted,
            generation,
            key,
            null,
            old.exptime(),
            batch,
            index,
            null,
            refusal));
    return true;
  }

  /** Makes a write visible to later operations in its lane, and queues it for commit. */
  private void add(Write write) {
    uncommitted.put(write);
    commits.add(write);
  }

  private static void complete(Batch batch, int index, Result result) {
    try {
      batch.complete(index, result);
    } catch (RuntimeException e) {
      // The operation itself has succeeded, and the others must continue.
      LOG.error("a result could not be delivered", e);
    }
  }

  private void fail(Batch batch, int index, EngineException failure) {
    counters.failed.increment();
    batch.fail(index, failure);
  }

  @Override
  public void accessed(Key key, Item item) {
    access.accessed(key, item, item.lastAccess());
  }

  @Override
  public CompletionStage<Void> flush() {
    return exclusively(this::flushNow);
  }

  @Override
  public CompletionStage<Void> scheduleFlush(long at) {
    return exclusively(() -> generations.scheduleFlush(at));
  }

  @Override
  public long scheduledFlush() {
    return generations.scheduledFlush();
  }

  @Override
  public CompletionStage<Void> flushIfDue() {
    return exclusively(this::flushNowIfDue);
  }

  private void flushNow() {
    generations.next();
    reclaimer.wake();
  }

  private void flushNowIfDue() {
    if (Exptime.isExpired(generations.scheduledFlush(), clock.now())) {
      flushNow();
    }
  }

  /** Runs an action while no lane is in use. */
  private CompletionStage<Void> exclusively(Runnable action) {
    if (!calls.enter()) {
      throw new IllegalStateException("the engine is closed");
    }
    try {
      CompletableFuture<Void> done = new CompletableFuture<>();
      waiting.incrementAndGet();
      lanes.submitBarrier(() -> runExclusively(action, done));
      return done.minimalCompletionStage();
    } finally {
      calls.leave();
    }
  }

  private void runExclusively(Runnable action, CompletableFuture<Void> done) {
    try {
      enterHandles();
      try {
        action.run();
      } finally {
        handles.leave();
      }
      done.complete(null);
    } catch (EngineException e) {
      done.completeExceptionally(e);
    } catch (RuntimeException e) {
      LOG.error("a flush failed", e);
      done.completeExceptionally(EngineException.of(e, "the engine failed"));
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public void scan(ItemVisitor visitor) {
    if (!calls.enter()) {
      throw new IllegalStateException("the engine is closed");
    }
    try {
      enterHandles();
      try {
        scanInside(visitor);
      } finally {
        handles.leave();
      }
    } finally {
      calls.leave();
    }
  }

  private void scanInside(ItemVisitor visitor) {
    int generation = generations.current();
    try (Slice end = new Slice(StoreKeys.startOf(generation + 1));
        ReadOptions how =
            new ReadOptions()
                .setFillCache(false)
                .setReadaheadSize(2 << 20)
                .setIterateUpperBound(end);
        RocksIterator items = database.iterate(Database.Family.ITEMS, how)) {
      for (items.seek(StoreKeys.startOf(generation)); items.isValid(); items.next()) {
        if (closing || handles.isShut()) {
          throw new EngineException(Kind.UNAVAILABLE, "the store is being closed or reopened");
        }
        byte[] storeKey = items.key();
        byte[] envelope = items.value();
        Item item = ItemEnvelope.read(envelope, 0, envelope.length);
        if (!item.isExpired(clock.now())
            && !visitor.visit(
                Key.copyOf(storeKey, StoreKeys.GENERATION_LENGTH, storeKey.length), item)) {
          return;
        }
      }
      items.status();
    } catch (RocksDBException e) {
      throw Failures.running("the store cannot be scanned", e);
    }
  }

  @Override
  public EngineStats stats() {
    if (!calls.enter()) {
      throw new IllegalStateException("the engine is closed");
    }
    try {
      if (handles.enter()) {
        try {
          stats =
              counters.stats(
                  database, commits, uncommitted, counter.current(), waiting.get(), cas.last());
        } finally {
          handles.leave();
        }
      }
      return stats;
    } finally {
      calls.leave();
    }
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PERSISTENT);
  }

  @Override
  public void close() {
    closing = true;
    synchronized (closeOnce) {
      if (closed) {
        return;
      }
      closed = true;
      calls.shut();
      recovery.close();
      // Tasks in lanes must end before the threads that run them.
      sweeper.close();
      counter.close();
      while (waiting.get() > 0) {
        LockSupport.parkNanos(100_000);
      }
      DaemonThreads.shutdown(pool);
      reclaimer.close();
      walSync.close();
      diskWatch.close();
      if (handles.enter()) {
        try {
          commits.close();
        } finally {
          handles.leave();
        }
        handles.shut();
        CleanShutdown.record(database, cas, clock);
      } else {
        // The database could not be reopened after a failure.
        commits.abandon();
      }
      database.close();
      directory.close();
    }
  }
}
