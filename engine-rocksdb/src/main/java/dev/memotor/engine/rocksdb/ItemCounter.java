package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.support.ItemEnvelope;
import dev.memotor.engine.support.PeriodicTask;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Counts the items and their bytes. RocksDB's own figure counts each overwrite as an item until it
 * is compacted, and a set does not check what it overwrites. So the items are counted in the
 * background: soon after writes end, and for at most a tenth of the time during writes. Between two
 * counts, the figures are adjusted by the items known to have been added or removed, and by the
 * share of plain sets that the last count found to be new.
 */
final class ItemCounter implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int SHARE_WHILE_WRITING = 9;
  private static final int SHARE_WHEN_QUIET = 2;

  /** Counting reads blob files; with more blob bytes than this, it is done less often. */
  private static final long MANY_BLOB_BYTES = 256L << 20;

  /**
   * A count that takes longer than this reads much from the disk, and is done less often during
   * writes.
   */
  private static final long LONG_NANOS = Duration.ofSeconds(10).toNanos();

  private static final int SHARE_WHEN_COSTLY = 49;

  /** While operations are served, a count pauses as long as it works, up to this long at a time. */
  private static final long MOST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  /** The number of items, and of their bytes, between two checks whether the count should end. */
  private static final int CHUNK = 4096;

  private static final long CHUNK_BYTES = 64L << 20;

  /** An iterator pins files that could be deleted, so a long count renews it now and then. */
  private static final long ITERATOR_NANOS = Duration.ofSeconds(10).toNanos();

  /** Up to this many items are counted on each request, if that is quick and needs only RAM. */
  private static final int FEW = 2_000;

  private static final int CHUNK_OF_FEW = 32;
  private static final long QUICK_NANOS = Duration.ofMillis(20).toNanos();

  /** With more tombstones than this in a row, counting is not quick. */
  private static final int MAX_DEAD = 1_000;

  private final Database database;
  private final UseGate handles;
  private final Generations generations;
  private final EngineCounters counters;
  private final EngineClock clock;
  private final PeriodicTask task;
  private long lastSequence = -1;
  private volatile long sequenceCounted = -1;
  private long nanosTaken;
  private long lastEnd = System.nanoTime();
  private final AtomicReference<Base> base = new AtomicReference<>();

  ItemCounter(
      Database database,
      UseGate handles,
      Generations generations,
      EngineCounters counters,
      EngineClock clock) {
    this.database = database;
    this.handles = handles;
    this.generations = generations;
    this.counters = counters;
    this.clock = clock;
    this.task = new PeriodicTask("memotor-rocksdb-count", PAUSE, this::look, Log::failure);
  }

  /** A count, and the changes before it began. */
  private record Base(
      int generation, long items, long bytes, Changes before, double newOfPlainSets) {

    long itemsAfter(Changes now) {
      long since = now.known - before.known;
      long plain = now.plainSets - before.plainSets;
      return Math.max(0, items + since + Math.round(plain * newOfPlainSets));
    }
  }

  /**
   * The changes since startup.
   *
   * @param known items known to have been added, minus those removed
   * @param plainSets sets that did not check whether they replace an item
   */
  private record Changes(long known, long plainSets) {}

  private Changes changes() {
    return new Changes(
        counters.added.sum() - counters.removed.sum() - counters.swept.sum(),
        counters.plainSets.sum());
  }

  void start() {
    task.wake();
    task.start();
  }

  /** Returns the best figures available without waiting; the caller is inside the gate. */
  ItemCount current() {
    int generation = generations.current();
    long estimate = database.property(Database.Family.ITEMS, "rocksdb.estimate-num-keys");
    ItemCount few = estimate > FEW ? null : countInRam(generation);
    if (few != null) {
      return few;
    }
    Base from = base.get();
    if (from == null) {
      return new ItemCount(
          estimate,
          database.property(Database.Family.ITEMS, "rocksdb.estimate-live-data-size"),
          false);
    }
    if (from.generation != generation) {
      // Nothing has been counted since the flush; assume that it has just happened.
      Base flushed = new Base(generation, 0, 0, changes(), 1);
      // A count that has ended meanwhile takes precedence.
      from = base.compareAndSet(from, flushed) ? flushed : base.get();
    }
    long items = from.itemsAfter(changes());
    long bytes = from.items == 0 ? 0 : Math.round((double) from.bytes / from.items * items);
    return new ItemCount(items, bytes, sequenceCounted == database.sequence());
  }

  private void look() {
    if (!handles.enter()) {
      return;
    }
    try {
      long sequence = database.sequence();
      boolean quiet = sequence == lastSequence;
      lastSequence = sequence;
      if (sequence == sequenceCounted) {
        return;
      }
      boolean manyBlobs =
          database.property(Database.Family.ITEMS, "rocksdb.live-blob-file-size") > MANY_BLOB_BYTES;
      boolean costly = manyBlobs || (!quiet && nanosTaken > LONG_NANOS);
      int share = costly ? SHARE_WHEN_COSTLY : quiet ? SHARE_WHEN_QUIET : SHARE_WHILE_WRITING;
      if (base.get() == null || System.nanoTime() - lastEnd >= share * nanosTaken) {
        count(sequence);
      }
    } catch (RocksDBException e) {
      throw Failures.running("the items cannot be counted", e);
    } finally {
      handles.leave();
    }
  }

  private void count(long sequence) throws RocksDBException {
    long start = System.nanoTime();
    Changes before = changes();
    int generation = generations.current();
    ItemCount counted;
    try (ReadOptions how = new ReadOptions().setFillCache(false).setReadaheadSize(1 << 20)) {
      counted = walk(generation, how, false);
    }
    if (counted == null) {
      return;
    }
    Base last = base.get();
    double newOfPlainSets = 1;
    if (last != null && last.generation == generation) {
      long plain = before.plainSets - last.before.plainSets;
      long unknown = counted.items() - last.items - (before.known - last.before.known);
      newOfPlainSets =
          plain == 0 ? last.newOfPlainSets : Math.max(0, Math.min(1, (double) unknown / plain));
    }
    base.set(new Base(generation, counted.items(), counted.bytes(), before, newOfPlainSets));
    sequenceCounted = sequence;
    lastEnd = System.nanoTime();
    nanosTaken = lastEnd - start;
  }

  private ItemCount countInRam(int generation) {
    try (ReadOptions how =
        new ReadOptions()
            .setReadTier(ReadTier.BLOCK_CACHE_TIER)
            .setMaxSkippableInternalKeys(MAX_DEAD)) {
      return walk(generation, how, true);
    } catch (RocksDBException e) {
      LOG.trace("items cannot be counted in RAM", e);
      return null;
    }
  }

  /**
   * Counts the items of a generation.
   *
   * @param quick whether to give up if there are many items or it takes long
   * @return null if it gave up or was interrupted
   */
  private ItemCount walk(int generation, ReadOptions how, boolean quick) throws RocksDBException {
    byte[] head = new byte[ItemEnvelope.HEADER_LENGTH];
    byte[] noKey = new byte[0];
    int chunk = quick ? CHUNK_OF_FEW : CHUNK;
    long now = clock.now();
    long count = 0;
    long bytes = 0;
    try (Slice end = new Slice(StoreKeys.startOf(generation + 1));
        RocksIterator items =
            database.iterate(Database.Family.ITEMS, how.setIterateUpperBound(end))) {
      long start = System.nanoTime();
      long chunkStart = start;
      long served = counters.operations();
      int visited = 0;
      long visitedBytes = 0;
      items.seek(StoreKeys.startOf(generation));
      while (items.isValid()) {
        if (visited == chunk || visitedBytes >= CHUNK_BYTES) {
          visited = 0;
          visitedBytes = 0;
          long passed = System.nanoTime() - start;
          if (task.isClosing()
              || handles.isShut()
              || generations.current() != generation
              || (quick && (count > FEW || passed > QUICK_NANOS))) {
            return null;
          }
          if (!quick) {
            if (counters.operations() != served) {
              served = counters.operations();
              LockSupport.parkNanos(Math.min(System.nanoTime() - chunkStart, MOST_PAUSE_NANOS));
            }
            chunkStart = System.nanoTime();
            if (passed > ITERATOR_NANOS) {
              start = chunkStart;
              byte[] here = items.key();
              items.refresh();
              items.seek(here);
              continue;
            }
          }
        }
        int length = items.value(head);
        if (!Exptime.isExpired(ItemEnvelope.exptime(head, 0, Math.min(length, head.length)), now)) {
          count++;
          bytes += length + items.key(noKey) - StoreKeys.GENERATION_LENGTH;
        }
        visited++;
        visitedBytes += length;
        items.next();
      }
      items.status();
    }
    return new ItemCount(count, bytes, true);
  }

  @Override
  public void close() {
    task.close();
  }
}
