package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.Result;
import dev.memotor.engine.support.CasSequence;
import dev.memotor.engine.support.PeriodicTask;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps items in the heap, within the memory limit. All operations complete inside {@link
 * #execute}.
 */
final class MemoryEngine implements Engine, Resizable {

  static final Duration UPKEEP_PAUSE = Duration.ofMillis(200);

  private static final long SMALLEST_LIMIT = 8L << 20;

  private final EngineClock clock;
  private final boolean evict;
  private final CasSequence casSequence = new CasSequence();
  private final Counters counters;
  private final PeriodicTask upkeep = new PeriodicTask("memory-upkeep", UPKEEP_PAUSE, this::sweep);
  private final Object generationLock = new Object();
  private volatile Generation current;
  private volatile boolean closed;

  MemoryEngine(EngineContext context) {
    clock = context.clock();
    evict = context.evict();
    counters = new Counters(clock);
    current = newGeneration(context.memoryLimit());
    upkeep.start();
  }

  private Generation newGeneration(long limit) {
    return new Generation(limit, evict, clock.now(), casSequence, counters);
  }

  private void sweep() {
    current.sweep(clock.now(), upkeep);
  }

  @Override
  public void execute(Batch batch) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    long now = clock.now();
    int size = batch.size();
    current.warm(batch);
    for (int i = 0; i < size; i++) {
      Result result;
      try {
        result = current.execute(batch.operation(i), now);
      } catch (RuntimeException e) {
        batch.fail(i, EngineException.of(e, "the memory engine failed"));
        continue;
      }
      batch.complete(i, result);
    }
  }

  /**
   * Replaces the generation. A concurrent operation that still found the old one took effect just
   * before the flush.
   */
  @Override
  public CompletionStage<Void> flush() {
    synchronized (generationLock) {
      current = newGeneration(current.limit());
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void scan(ItemVisitor visitor) {
    current.scan(clock.now(), visitor);
  }

  @Override
  public EngineStats stats() {
    Generation generation = current;
    EngineStats.Builder stats = EngineStats.builder();
    stats.detail("when_full", evict ? "evict" : "refuse");
    stats.detail("expiry_entries", generation.expiryEntries());
    long oldestUse = generation.oldestUse();
    if (oldestUse >= 0) {
      stats.detail(EngineStats.AGE, Math.max(0, clock.now() - oldestUse));
    }
    counters.describe(stats);
    return stats
        .items(generation.items())
        .bytes(generation.bytes())
        .totalItems(counters.stored().sum())
        .evictions(counters.evictions().sum())
        .expired(counters.expired().sum())
        .limitBytes(generation.limit())
        .build();
  }

  @Override
  public Set<Capability> capabilities() {
    return evict ? Set.of(Capability.EVICTING) : Set.of();
  }

  @Override
  public boolean resize(long bytes) {
    if (bytes < SMALLEST_LIMIT) {
      return false;
    }
    synchronized (generationLock) {
      current.resize(bytes);
    }
    return true;
  }

  @Override
  public void close() {
    synchronized (generationLock) {
      if (closed) {
        return;
      }
      closed = true;
      // Releases the items even if the engine is still referenced.
      current = newGeneration(SMALLEST_LIMIT);
    }
    upkeep.close();
  }
}
