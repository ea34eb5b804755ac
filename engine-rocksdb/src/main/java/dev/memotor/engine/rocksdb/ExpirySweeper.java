package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ItemEnvelope;
import dev.memotor.engine.support.KeyLanes;
import dev.memotor.engine.support.PeriodicTask;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Removes expired items in the background: walks the expiry index from its beginning up to now. An
 * entry whose item is gone or has another exptime is outdated, and is removed alone.
 *
 * <p>Each key is handled inside its lane, so that nothing comes between reading the item and
 * removing it. A busy lane is left for the next sweep.
 */
final class ExpirySweeper implements AutoCloseable {

  private static final int CHUNK = 256;

  /** An iterator pins files that could be deleted, so it is renewed now and then. */
  private static final int CHUNKS_PER_ITERATOR = 200;

  /**
   * How far before the end of the last sweep the next one begins, in seconds. All entries before
   * that were deleted, and skipping over tombstones is what costs; but a write that was applied
   * before its item expired may have been committed after the sweep.
   */
  private static final long OVERLAP = 60;

  /** One in this many sweeps begins at the very start, in case the clock was changed. */
  private static final int SWEEPS_PER_FULL_SWEEP = 300;

  private final Database database;
  private final UseGate handles;
  private final KeyLanes lanes;
  private final UncommittedWrites uncommitted;
  private final Commits commits;
  private final Generations generations;
  private final EngineClock clock;
  private final EngineCounters counters;
  private final Reclaimer reclaimer;
  private final ItemReader reader;
  private final PeriodicTask task;

  private int generation;
  private long sweptUpTo;
  private long lastNow;
  private int sweeps;

  /** The clock's mark that is in the store. */
  private String writtenMark;

  ExpirySweeper(
      Database database,
      UseGate handles,
      KeyLanes lanes,
      UncommittedWrites uncommitted,
      Commits commits,
      Generations generations,
      EngineClock clock,
      EngineCounters counters,
      Reclaimer reclaimer,
      Duration interval) {
    this.database = database;
    this.handles = handles;
    this.lanes = lanes;
    this.uncommitted = uncommitted;
    this.commits = commits;
    this.generations = generations;
    this.clock = clock;
    this.counters = counters;
    this.reclaimer = reclaimer;
    this.reader = new ItemReader(database);
    this.task = new PeriodicTask("memotor-rocksdb-sweep", interval, this::sweep, Log::failure);
  }

  void start() {
    // It was written when the store was opened.
    writtenMark = clock.mark();
    task.start();
  }

  private void writeClockMark() {
    String mark = clock.mark();
    if (mark.equals(writtenMark) || !handles.enter()) {
      return;
    }
    try {
      CleanShutdown.writeClockMark(mark, database);
      writtenMark = mark;
    } catch (EngineException e) {
      // The previous mark will do for now.
      LOG.debug("the clock's mark was not written: {}", e.getMessage());
    } finally {
      handles.leave();
    }
  }

  private void sweep() {
    if (database.isReadOnly()) {
      return;
    }
    writeClockMark();
    long now = clock.now();
    if (generation != generations.current()
        || now < lastNow
        || sweeps++ % SWEEPS_PER_FULL_SWEEP == 0) {
      generation = generations.current();
      sweptUpTo = 0;
    }
    lastNow = now;
    byte[] from = StoreKeys.expiryStart(generation, Math.max(0, sweptUpTo - OVERLAP));
    long start = System.nanoTime();
    boolean any = false;
    while (from != null && !task.isClosing()) {
      byte[] next = handles.enter() ? walkAndLeave(from, now) : from;
      if (next == from) {
        // The store is being reopened.
        return;
      }
      any |= next != null;
      from = next;
    }
    if (from == null) {
      sweptUpTo = now;
    }
    if (any) {
      counters.sweepMillis.add((System.nanoTime() - start) / 1_000_000);
    }
  }

  private byte[] walkAndLeave(byte[] from, long now) {
    try {
      return walk(from, now);
    } catch (RocksDBException e) {
      throw Failures.running("the expiry index cannot be read", e);
    } finally {
      handles.leave();
    }
  }

  /** Sweeps some chunks; returns where to continue, or null at the end. */
  private byte[] walk(byte[] from, long now) throws RocksDBException {
    byte[] to =
        now >= Exptime.MAX
            ? StoreKeys.startOf(generation + 1)
            : StoreKeys.expiryStart(generation, now + 1);
    try (Slice end = new Slice(to);
        ReadOptions how = new ReadOptions().setIterateUpperBound(end).setFillCache(false);
        RocksIterator entries = database.iterate(Database.Family.EXPIRY, how)) {
      entries.seek(from);
      for (int chunk = 0; chunk < CHUNKS_PER_ITERATOR; chunk++) {
        long start = System.nanoTime();
        long foreground = counters.operations();
        int count = 0;
        for (; count < CHUNK && entries.isValid(); entries.next()) {
          sweepEntry(entries.key(), now);
          count++;
        }
        entries.status();
        if (count > 0) {
          commits.commitAndWait();
          EngineException failure = commits.failure();
          if (failure != null) {
            throw failure;
          }
        }
        if (!entries.isValid()) {
          return null;
        }
        if (task.isClosing() || generation != generations.current()) {
          break;
        }
        if (counters.operations() != foreground) {
          // Leaves half of the processor's and the commit lock's time to clients.
          LockSupport.parkNanos(System.nanoTime() - start);
        }
      }
      return entries.isValid() ? entries.key() : null;
    }
  }

  private void sweepEntry(byte[] indexKey, long now) {
    Key key = Key.copyOf(indexKey, StoreKeys.EXPIRY_PREFIX_LENGTH, indexKey.length);
    long exptime = StoreKeys.exptime(indexKey);
    if (!lanes.tryEnter(key)) {
      return;
    }
    try {
      if (generation != generations.current()) {
        return;
      }
      Write pending = uncommitted.get(key);
      Write basis = pending != null && pending.isWaiting() ? pending : null;
      long stored;
      long length;
      if (pending == null) {
        stored = reader.readExptime(generation, key);
        length = reader.lengthRead();
      } else {
        Item item = pending.item();
        stored = item == null ? -1 : item.exptime();
        length = item == null ? 0 : ItemEnvelope.length(item);
      }
      if (stored != exptime) {
        commits.add(new OutdatedEntry(basis, generation, exptime, key));
        counters.outdatedEntries.increment();
      } else if (Exptime.isExpired(exptime, now)) {
        Write removal = new ExpiredItem(basis, uncommitted, generation, key, exptime);
        uncommitted.put(removal);
        commits.add(removal);
        reclaimer.removed(length);
      }
    } finally {
      lanes.exit(key);
    }
  }

  @Override
  public void close() {
    task.close();
  }

  /** Removes an expired item. */
  private final class ExpiredItem extends Write {

    ExpiredItem(
        CommitEntry basis, UncommittedWrites uncommitted, int generation, Key key, long exptime) {
      super(basis, uncommitted, generation, key, null, exptime);
    }

    @Override
    void onSettled() {
      if (failure() == null) {
        counters.swept.increment();
      }
    }
  }

  /** Removes an outdated index entry. */
  private static final class OutdatedEntry extends CommitEntry {

    private static final int EXPIRY = Database.Family.EXPIRY.id();

    private final int generation;
    private final long exptime;
    private final Key key;

    OutdatedEntry(CommitEntry basis, int generation, long exptime, Key key) {
      super(basis);
      this.generation = generation;
      this.exptime = exptime;
      this.key = key;
    }

    @Override
    long length() {
      return WriteBatchBytes.deleteLength(EXPIRY, StoreKeys.EXPIRY_PREFIX_LENGTH + key.length());
    }

    @Override
    void writeTo(WriteBatchBytes batch) {
      batch.deleteExpiry(EXPIRY, generation, exptime, key);
    }

    @Override
    void onSettled() {}

    @Override
    void leaveUncommitted() {}
  }
}
