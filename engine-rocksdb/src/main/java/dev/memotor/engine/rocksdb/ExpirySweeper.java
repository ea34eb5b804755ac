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
 * Removes expired items, without anyone asking for them: walks the expiry index from its beginning
 * up to now. A place in the index whose item has another exptime by now, or is gone, is outdated
 * and goes alone.
 *
 * <p>Each key is handled inside its lane, so that nothing comes between the look at the item and
 * its removal. A lane with somebody in it is left for the next time.
 */
final class ExpirySweeper implements AutoCloseable {

  private static final int CHUNK = 256;

  /** An iterator holds on to files that could go; so it is made anew now and then. */
  private static final int CHUNKS_PER_ITERATOR = 200;

  /**
   * How far behind the last sweep the next one begins, in seconds. The places before were all
   * deleted, and walking over deleted ones is what costs; but a write that was applied before its
   * item expired may have been committed after that.
   */
  private static final long OVERLAP = 60;

  /** After so many sweeps one begins at the very start, whatever the clock did meanwhile. */
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

  /** The mark of the clock that is in the store. */
  private String keptMark;

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
    // Written when the store was opened.
    keptMark = clock.mark();
    task.start();
  }

  private void keepTime() {
    String mark = clock.mark();
    if (mark.equals(keptMark) || !handles.enter()) {
      return;
    }
    try {
      CleanShutdown.keep(mark, database);
      keptMark = mark;
    } catch (EngineException e) {
      // The mark before is as good for now.
      LOG.debug("the time was not kept: {}", e.getMessage());
    } finally {
      handles.leave();
    }
  }

  private void sweep() {
    if (database.isReadOnly()) {
      return;
    }
    keepTime();
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

  /** Sweeps some chunks; returns where to go on, or null at the end. */
  private byte[] walk(byte[] from, long now) throws RocksDBException {
    byte[] to =
        now >= Exptime.MAX
            ? StoreKeys.startOf(generation + 1)
            : StoreKeys.expiryStart(generation, now + 1);
    try (Slice end = new Slice(to);
        ReadOptions how = new ReadOptions().setIterateUpperBound(end).setFillCache(false);
        RocksIterator places = database.iterate(Database.Family.EXPIRY, how)) {
      places.seek(from);
      for (int chunk = 0; chunk < CHUNKS_PER_ITERATOR; chunk++) {
        long start = System.nanoTime();
        long foreground = counters.operations();
        int count = 0;
        for (; count < CHUNK && places.isValid(); places.next()) {
          sweepPlace(places.key(), now);
          count++;
        }
        places.status();
        if (count > 0) {
          commits.commitAndWait();
          EngineException failure = commits.failure();
          if (failure != null) {
            throw failure;
          }
        }
        if (!places.isValid()) {
          return null;
        }
        if (task.isClosing() || generation != generations.current()) {
          break;
        }
        if (counters.operations() != foreground) {
          // Others want the processor and the lock on commits too: half the time is theirs.
          LockSupport.parkNanos(System.nanoTime() - start);
        }
      }
      return places.isValid() ? places.key() : null;
    }
  }

  private void sweepPlace(byte[] place, long now) {
    Key key = Key.copyOf(place, StoreKeys.EXPIRY_PREFIX_LENGTH, place.length);
    long exptime = StoreKeys.exptime(place);
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
        commits.add(new OutdatedPlace(basis, generation, exptime, key));
        counters.outdatedPlaces.increment();
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

  /** The removal of an expired item. */
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

  /** The removal of a place in the index that no item stands behind. */
  private static final class OutdatedPlace extends CommitEntry {

    private static final int EXPIRY = Database.Family.EXPIRY.id();

    private final int generation;
    private final long exptime;
    private final Key key;

    OutdatedPlace(CommitEntry basis, int generation, long exptime, Key key) {
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
