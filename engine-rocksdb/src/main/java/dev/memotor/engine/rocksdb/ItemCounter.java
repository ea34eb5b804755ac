package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.support.ItemEnvelope;
import java.time.Duration;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * How many items there are, and how long they are together. RocksDB's own figure takes each
 * overwrite for an item until it is compacted, and a set does not look whether it overwrites. So
 * the items are counted in the background: soon after writing has ended, and while it goes on as
 * often as costs a tenth of the time at most. In between, what is known to have come and gone is
 * added, and of the plain sets the share that turned out to be new the last time.
 */
final class ItemCounter implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int SHARE_WHILE_WRITING = 9;
  private static final int SHARE_WHEN_QUIET = 2;

  /** Counting reads long values from their files, and so many bytes of them not often. */
  private static final long MANY_BLOB_BYTES = 256L << 20;

  private static final int SHARE_WITH_MANY_BLOBS = 49;
  private static final int CHUNK = 4096;

  /** So few are counted at once whenever somebody asks, as far as that can be done in RAM. */
  private static final int FEW = 2_000;

  /** More dead entries than this between live ones are not worth that. */
  private static final int MAX_DEAD = 10_000;

  private final Database database;
  private final UseGate handles;
  private final Generations generations;
  private final Figures figures;
  private final EngineClock clock;
  private final Worker worker;
  private long lastSequence = -1;
  private volatile long sequenceCounted = -1;
  private long nanosTaken;
  private long lastEnd = System.nanoTime();
  private volatile Base base;

  ItemCounter(
      Database database,
      UseGate handles,
      Generations generations,
      Figures figures,
      EngineClock clock) {
    this.database = database;
    this.handles = handles;
    this.generations = generations;
    this.figures = figures;
    this.clock = clock;
    this.worker = new Worker("memotor-rocksdb-count", PAUSE, this::look);
  }

  /** A count, and what had come and gone when it began. */
  private record Base(
      int generation, long items, long bytes, Changes before, double newOfPlainSets) {

    long itemsAfter(Changes now) {
      long since = now.known - before.known;
      long plain = now.plainSets - before.plainSets;
      return Math.max(0, items + since + Math.round(plain * newOfPlainSets));
    }
  }

  /**
   * What has come and gone since the start.
   *
   * @param known items that are known to have come, less those that have gone
   * @param plainSets sets that did not look what they replace
   */
  private record Changes(long known, long plainSets) {}

  private Changes changes() {
    return new Changes(
        figures.added.sum() - figures.removed.sum() - figures.swept.sum(), figures.plainSets.sum());
  }

  void start() {
    worker.wake();
    worker.start();
  }

  /** The items and their bytes as they should be by now; the caller is inside the gate. */
  ItemCount current() {
    int generation = generations.current();
    long estimate = database.figure(Database.Family.ITEMS, "rocksdb.estimate-num-keys");
    ItemCount few = estimate > FEW ? null : countInRam(generation);
    if (few != null) {
      return few;
    }
    Base from = base;
    if (from == null) {
      return new ItemCount(
          estimate,
          database.figure(Database.Family.ITEMS, "rocksdb.estimate-live-data-size"),
          false);
    }
    if (from.generation != generation) {
      // Since the flush nothing was counted. That it began a moment ago is near enough.
      from = new Base(generation, 0, 0, changes(), 1);
      base = from;
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
          database.figure(Database.Family.ITEMS, "rocksdb.live-blob-file-size") > MANY_BLOB_BYTES;
      int share =
          manyBlobs ? SHARE_WITH_MANY_BLOBS : quiet ? SHARE_WHEN_QUIET : SHARE_WHILE_WRITING;
      if (base == null || System.nanoTime() - lastEnd >= share * nanosTaken) {
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
      counted = walk(generation, how, Long.MAX_VALUE);
    }
    if (counted == null) {
      return;
    }
    Base last = base;
    double newOfPlainSets = 1;
    if (last != null && last.generation == generation) {
      long plain = before.plainSets - last.before.plainSets;
      long unknown = counted.items() - last.items - (before.known - last.before.known);
      newOfPlainSets =
          plain == 0 ? last.newOfPlainSets : Math.max(0, Math.min(1, (double) unknown / plain));
    }
    base = new Base(generation, counted.items(), counted.bytes(), before, newOfPlainSets);
    sequenceCounted = sequence;
    lastEnd = System.nanoTime();
    nanosTaken = lastEnd - start;
  }

  private ItemCount countInRam(int generation) {
    try (ReadOptions how =
        new ReadOptions()
            .setReadTier(ReadTier.BLOCK_CACHE_TIER)
            .setMaxSkippableInternalKeys(MAX_DEAD)) {
      return walk(generation, how, FEW);
    } catch (RocksDBException e) {
      LOG.trace("items cannot be counted in RAM", e);
      return null;
    }
  }

  /** Counts what is there at this moment; null if that was interrupted, or if there are more. */
  private ItemCount walk(int generation, ReadOptions how, long most) throws RocksDBException {
    byte[] head = new byte[ItemEnvelope.HEADER_LENGTH];
    byte[] noKey = new byte[0];
    long now = clock.now();
    long count = 0;
    long bytes = 0;
    try (Slice end = new Slice(StoreKeys.startOf(generation + 1));
        RocksIterator items =
            database.iterate(Database.Family.ITEMS, how.setIterateUpperBound(end))) {
      int visited = 0;
      for (items.seek(StoreKeys.startOf(generation)); items.isValid(); items.next()) {
        if (++visited % CHUNK == 0
            && (worker.isClosing() || handles.isShut() || generations.current() != generation)) {
          return null;
        }
        int length = items.value(head);
        if (Exptime.isExpired(ItemEnvelope.exptime(head, 0, Math.min(length, head.length)), now)) {
          continue;
        }
        if (++count > most) {
          return null;
        }
        bytes += length + items.key(noKey) - StoreKeys.GENERATION_LENGTH;
      }
      items.status();
    }
    return new ItemCount(count, bytes, true);
  }

  @Override
  public void close() {
    worker.close();
  }
}
