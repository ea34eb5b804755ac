package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.LendsValues;
import dev.memotor.engine.Operation;
import dev.memotor.engine.ReceivesValues;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.Result;
import dev.memotor.engine.support.CasSequence;
import dev.memotor.engine.support.PeriodicTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps items in memory outside of the Java heap, within the memory limit. All operations complete
 * inside {@link #execute}.
 */
final class MemoryEngine implements Engine, Resizable, LendsValues, ReceivesValues {

  static final Duration UPKEEP_PAUSE = Duration.ofMillis(200);

  private static final long SMALLEST_LIMIT = 8L << 20;
  private static final int RELEASE_ATTEMPTS = 50;
  private static final long RELEASE_PAUSE_NANOS = 1_000_000;

  private final EngineClock clock;
  private final boolean evict;
  private final CasSequence casSequence = new CasSequence();
  private final Counters counters;
  private final Memory memory;
  private final ThreadLocal<Turn> turns = ThreadLocal.withInitial(Turn::new);
  private final PeriodicTask upkeep = new PeriodicTask("memory-upkeep", UPKEEP_PAUSE, this::sweep);
  private final Object generationLock = new Object();

  /** Replaced by flushes, and still used by a turn or a client; guarded by the lock. */
  private final List<ItemTable> replaced = new ArrayList<>();

  private volatile Generation current;
  private volatile boolean closed;

  MemoryEngine(EngineContext context) {
    clock = context.clock();
    evict = context.evict();
    counters = new Counters(clock);
    memory = new Memory(context.memoryLimit());
    current = newGeneration();
    upkeep.start();
  }

  private Generation newGeneration() {
    long now = clock.now();
    ItemTable table = new ItemTable(memory, now, evict, (key, item) -> counters.evicted(item));
    return new Generation(table, casSequence, counters);
  }

  private void sweep() {
    releaseReplaced();
    ItemTable table = use();
    try {
      table.shrink(upkeep::isClosing);
      table.expire(clock.now(), upkeep::isClosing, counters::expired);
      table.enter();
      try {
        table.oldestUse().step();
      } finally {
        table.leave();
      }
    } finally {
      table.endUse();
    }
    releaseReplaced();
    memory.trim();
  }

  /** Gives back what flushes have left, as soon as the turns that may use it have ended. */
  private void releaseReplaced() {
    for (int i = 0; i < RELEASE_ATTEMPTS; i++) {
      synchronized (generationLock) {
        replaced.removeIf(ItemTable::release);
        if (replaced.isEmpty()) {
          return;
        }
      }
      LockSupport.parkNanos(RELEASE_PAUSE_NANOS);
    }
  }

  @Override
  public void execute(Batch batch) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    long now = clock.now();
    Turn turn = turns.get();
    turn.begin(batch.acceptsLent());
    try {
      Generation generation = enter(turn);
      int size = batch.size();
      generation.table.warm(batch);
      for (int i = 0; i < size; i++) {
        Operation operation = batch.operation(i);
        Result result;
        try {
          result = generation.execute(operation, now, turn);
        } catch (RuntimeException e) {
          batch.fail(i, EngineException.of(e, "the memory engine failed"));
          continue;
        } finally {
          abandon(operation);
        }
        batch.complete(i, result);
      }
    } finally {
      turn.endBatch();
    }
  }

  /** Begins a turn, or continues that in which a batch was executed before. */
  private Generation enter(Turn turn) {
    while (true) {
      Generation generation = current;
      turn.enter(generation.table);
      // A flush that comes after this look waits for the turn before it gives memory back.
      if (generation == current) {
        return generation;
      }
    }
  }

  /** Frees the value of an operation that has not stored it. */
  private static void abandon(Operation operation) {
    Landing landing = Landing.of(operation);
    if (landing != null) {
      landing.abandon();
    }
  }

  @Override
  public void turnEnded() {
    turns.get().end();
  }

  @Override
  public @Nullable Landing receive(Key key, int length) {
    // A larger one would evict most of the others.
    ItemTable table = use();
    try {
      return table.land(key, length);
    } finally {
      table.endUse();
    }
  }

  /**
   * Replaces the generation. A concurrent operation that still found the old one took effect just
   * before the flush.
   */
  @Override
  public CompletionStage<Void> flush() {
    synchronized (generationLock) {
      Generation next = newGeneration();
      replaced.add(current.table);
      current = next;
    }
    upkeep.wake();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void scan(ItemVisitor visitor) {
    long now = clock.now();
    ItemTable table = use();
    try {
      table.scan((key, item) -> item.isExpired(now) || visitor.visit(key, item));
    } finally {
      table.endUse();
    }
  }

  private ItemTable use() {
    while (true) {
      ItemTable table = current.table;
      table.beginUse();
      if (table == current.table) {
        return table;
      }
      table.endUse();
    }
  }

  @Override
  public EngineStats stats() {
    ItemTable table = current.table;
    EngineStats.Builder stats = EngineStats.builder();
    stats.detail("when_full", evict ? "evict" : "refuse");
    stats.detail("expiry_entries", table.expiryEntries());
    stats.detail("memory_bytes", memory.bytesInUse());
    stats.detail("index_bytes", table.indexBytes());
    stats.detail("expiry_bytes", table.expiryBytes());
    stats.detail("eviction_bytes", table.evictionBytes());
    stats.detail("free_block_bytes", table.blocks().freeBytes());
    long oldestUse = table.oldestUse().moment();
    if (oldestUse >= 0) {
      stats.detail(EngineStats.AGE, Math.max(0, clock.now() - oldestUse));
    }
    counters.describe(stats);
    return stats
        .items(table.size())
        .bytes(table.bytes())
        .totalItems(counters.stored().sum())
        .evictions(counters.evictions().sum())
        .expired(counters.expired().sum())
        .limitBytes(memory.limit())
        .build();
  }

  @Override
  public Set<Capability> capabilities() {
    return evict ? Set.of(Capability.EVICTING) : Set.of();
  }

  @Override
  public boolean resize(long bytes) {
    if (bytes < SMALLEST_LIMIT || !DirectMemory.hasRoomFor(bytes)) {
      return false;
    }
    memory.setLimit(bytes);
    upkeep.wake();
    return true;
  }

  @Override
  public void close() {
    synchronized (generationLock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    upkeep.close();
    memory.close();
  }
}
