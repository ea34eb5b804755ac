package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Get;
import dev.memotor.engine.HearsReads;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.LendsValues;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.SchedulesFlushes;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine with a {@link RamTier} in front. Reads that change nothing are answered from the tier;
 * everything else goes to the engine, in order.
 *
 * <p>If the engine breaks its contract by throwing, the stripes of the batch stay entered: their
 * keys are no longer answered from the tier, which is slow but correct.
 */
final class TieredEngine implements Engine, LendsValues, Resizable {

  private final Engine engine;
  private final EngineClock clock;
  private final RamTier tier;
  private final Stripes stripes;
  private volatile boolean closed;

  TieredEngine(Engine engine, EngineClock clock, RamTier tier) {
    this.engine = engine;
    this.clock = clock;
    this.tier = tier;
    this.stripes = tier.stripes();
    engine.role(HearsReads.class).ifPresent(hearer -> tier.reportAccessesTo(hearer::accessed));
  }

  @Override
  public void execute(Batch batch) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    Turn turn = tier.turn();
    turn.begin(batch.acceptsLent());
    HotItems home = tier.enter(turn);
    long now = clock.now();
    int size = batch.size();
    int hits = 0;
    int misses = 0;
    TierBatch rest = null;
    if (home != null) {
      home.table.warm(batch);
    }
    for (int i = 0; i < size; i++) {
      Operation operation = batch.operation(i);
      int stripe = Stripes.of(operation.key());
      long ticket = Stripes.NONE;
      if (operation instanceof Get get) {
        // A flush may have begun since the batch did.
        long look = tier.isCurrent(home) ? stripes.look(stripe) : Stripes.NONE;
        if (home != null && look != Stripes.NONE && stripes.isQuiet(look)) {
          Transition transition = answer(home, get, now, turn);
          if (transition != null) {
            batch.complete(i, transition.result());
            hits++;
            continue;
          }
          ticket = look;
        } else {
          ticket = Stripes.NO_FILL;
        }
        if (!get.options().recordAccess()) {
          ticket = Stripes.NONE;
        }
        misses++;
      }
      if (RamTier.isWrite(operation)) {
        ticket = stripes.enterWrite(stripe);
      }
      if (home != null && operation.readsItem()) {
        home.reportAccess(operation.key());
      }
      if (rest == null) {
        rest = new TierBatch(tier, home, now, batch, size - i);
      }
      rest.add(i, ticket);
    }
    tier.count(hits, misses);
    try {
      if (rest != null) {
        boolean unchanged = rest.size() == size && !rest.isObserved();
        engine.execute(unchanged ? batch : rest);
      }
    } finally {
      turn.endBatch();
    }
  }

  @Override
  public void turnEnded() {
    tier.turn().end();
  }

  /** Applies a read to the tier's item; returns null if the engine must be asked. */
  private static @Nullable Transition answer(HotItems home, Get get, long now, Turn turn) {
    Item item = home.table.read(get.key(), get.options().recordAccess(), turn.accessFor(get));
    if (item == null || item.isExpired(now)) {
      return null;
    }
    Transition transition = Semantics.apply(get, item, now, ItemAfter.NO_CAS);
    if (transition.changes()) {
      return null;
    }
    // Usually recorded already; not writing it again spares other threads a cache miss.
    if (transition.kind() == Transition.Kind.ACCESS
        && (item.lastAccess() != now || !item.isFetched())) {
      home.table.recordAccess(get.key(), now);
    }
    return transition;
  }

  @Override
  public CompletionStage<Void> flush() {
    return flush(engine::flush);
  }

  private CompletionStage<Void> flush(Supplier<CompletionStage<Void>> flush) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    tier.beginFlush();
    CompletionStage<Void> flushed;
    try {
      flushed = flush.get();
    } catch (RuntimeException e) {
      tier.endFlush();
      throw e;
    }
    flushed.whenComplete(
        (nothing, failure) -> {
          tier.endFlush();
          if (failure == null) {
            done.complete(null);
          } else {
            done.completeExceptionally(EngineException.of(failure, "the flush failed"));
          }
        });
    return done;
  }

  @Override
  public void scan(ItemVisitor visitor) {
    engine.scan((key, item) -> visitor.visit(key, withAccess(key, item)));
  }

  /** Adds the reads to an item that have not been reported to the engine yet. */
  private Item withAccess(Key key, Item item) {
    long read = tier.lastRead(key, item.cas());
    if (read >= 0) {
      item.recordAccess(read);
    }
    return item;
  }

  @Override
  public EngineStats stats() {
    EngineStats.Builder stats = engine.stats().toBuilder().limitBytes(tier.limit());
    tier.describe(stats);
    return stats.build();
  }

  @Override
  public Set<Capability> capabilities() {
    return engine.capabilities();
  }

  /** Plays {@link SchedulesFlushes} if the engine behind does. */
  @Override
  public <R> Optional<R> role(Class<R> role) {
    return role == SchedulesFlushes.class
        ? engine.role(SchedulesFlushes.class).map(inner -> role.cast(new TieredFlushes(inner)))
        : Engine.super.role(role);
  }

  @Override
  public boolean resize(long bytes) {
    return tier.resize(bytes);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    HotItems home = tier.items();
    if (home != null) {
      home.reportAccesses();
    }
    engine.close();
    tier.close();
  }

  /** The schedule of the engine behind, whose flushes empty the tier, too. */
  private final class TieredFlushes implements SchedulesFlushes {

    private final SchedulesFlushes inner;

    TieredFlushes(SchedulesFlushes inner) {
      this.inner = inner;
    }

    @Override
    public CompletionStage<Void> scheduleFlush(long at) {
      return inner.scheduleFlush(at);
    }

    @Override
    public long scheduledFlush() {
      return inner.scheduledFlush();
    }

    @Override
    public CompletionStage<Void> flushIfDue() {
      return flush(inner::flushIfDue);
    }
  }
}
