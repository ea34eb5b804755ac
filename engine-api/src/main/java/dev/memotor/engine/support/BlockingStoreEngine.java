package dev.memotor.engine.support;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.CasSource;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A complete engine over the five blocking methods of an {@link ItemStore}: each operation runs on
 * a pool thread, in its key's lane. It favors simplicity and correctness over speed.
 */
public final class BlockingStoreEngine implements Engine {

  private static final int LANES = 256;
  private static final Duration SWEEP_PAUSE = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final ItemStore store;
  private final EngineClock clock;
  private final CasSource casSource;
  private final Set<Capability> capabilities;
  private final ExecutorService threads;
  private final KeyLanes lanes;
  private final InFlightLimit inFlight;
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong expired = new AtomicLong();
  private final ExpiryWheel wheel;
  private final PeriodicTask sweeper;
  private boolean filed;

  /**
   * Starts an engine, which closes the store when it is closed itself.
   *
   * @param threads the number of operations that may block at the same time
   * @param maxWaiting the number of operations that may be in flight; further ones fail as BUSY
   */
  public BlockingStoreEngine(
      ItemStore store,
      EngineClock clock,
      CasSource casSource,
      Set<Capability> capabilities,
      int threads,
      int maxWaiting) {
    this.store = store;
    this.clock = clock;
    this.casSource = casSource;
    this.capabilities = Set.copyOf(capabilities);
    this.inFlight = new InFlightLimit(maxWaiting);
    this.threads = Executors.newFixedThreadPool(threads, DaemonThreads.named("store"));
    this.lanes = new KeyLanes(LANES, this.threads);
    this.wheel = new ExpiryWheel(clock.now());
    this.sweeper = new PeriodicTask("store-sweeper", SWEEP_PAUSE, this::sweep);
    sweeper.wake();
    sweeper.start();
  }

  @Override
  public void execute(Batch batch) {
    if (inFlight.isClosed()) {
      throw closed();
    }
    int size = batch.size();
    for (int i = 0; i < size; i++) {
      submit(batch, i);
    }
  }

  private void submit(Batch batch, int index) {
    if (inFlight.enter()) {
      lanes.submit(batch.operation(index).key(), () -> run(batch, index));
    } else if (inFlight.isClosed()) {
      batch.fail(
          index, new EngineException(EngineException.Kind.UNAVAILABLE, "the engine is closed"));
    } else {
      batch.fail(
          index, new EngineException(EngineException.Kind.BUSY, "too many operations are waiting"));
    }
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("the engine is closed");
  }

  private void run(Batch batch, int index) {
    // An operation leaves before its owner is notified, which may submit the next one at once.
    // Closing still waits for the notification, because it waits for the pool's threads.
    Result result;
    try {
      result = apply(batch.operation(index));
    } catch (RuntimeException e) {
      inFlight.leave();
      batch.fail(index, EngineException.of(e, "the store failed"));
      return;
    }
    inFlight.leave();
    batch.complete(index, result);
  }

  private Result apply(Operation operation) {
    Key key = operation.key();
    long now = clock.now();
    Item item = operation.readsItem() ? store.read(key) : null;
    Transition transition = Semantics.apply(operation, item, now, casSource);
    switch (transition.kind()) {
      case PUT -> {
        try {
          store.write(key, transition.item());
        } catch (EngineException e) {
          if (e.kind() == EngineException.Kind.FULL && Semantics.removesWhenRefused(operation)) {
            store.remove(key);
          }
          throw e;
        }
        stored.incrementAndGet();
        if (transition.item().exptime() != Exptime.NEVER) {
          wheel.file(key, transition.item().exptime());
        }
      }
      case REMOVE -> store.remove(key);
      case ACCESS -> transition.item().recordAccess(now);
      case KEEP -> {}
    }
    return transition.result();
  }

  private void sweep() {
    if (!filed) {
      fileAll();
      filed = true;
    }
    wheel.advance(clock.now(), (key, exptime) -> inLane(key, exptime, true));
    wheel.compact((key, exptime) -> inLane(key, exptime, false));
  }

  /** Files the items of earlier runs; items written meanwhile file themselves. */
  private void fileAll() {
    store.scan(
        (key, item) -> {
          if (item.exptime() != Exptime.NEVER) {
            wheel.file(key, item.exptime());
          }
          return !inFlight.isClosed();
        });
  }

  /** Returns whether an entry of the wheel is still current; waits for the key's lane. */
  private boolean inLane(Key key, long exptime, boolean removeExpired) {
    if (inFlight.isClosed()) {
      return false;
    }
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    lanes.submit(
        key,
        () -> {
          try {
            answer.complete(isCurrent(key, exptime, removeExpired));
          } catch (RuntimeException e) {
            // The store failed; retry later.
            answer.complete(true);
          }
        });
    return answer.join();
  }

  private boolean isCurrent(Key key, long exptime, boolean removeExpired) {
    Item item = store.read(key);
    if (item != null && removeExpired && item.isExpired(clock.now())) {
      store.remove(key);
      expired.incrementAndGet();
      return false;
    }
    return item != null && item.exptime() == exptime;
  }

  @Override
  public CompletionStage<Void> flush() {
    if (!inFlight.enterUnlimited()) {
      throw closed();
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    lanes.submitBarrier(
        () -> {
          try {
            store.clear();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(EngineException.of(e, "the store failed"));
          } finally {
            inFlight.leave();
          }
        });
    return done;
  }

  @Override
  public void scan(ItemVisitor visitor) {
    long now = clock.now();
    store.scan((key, item) -> item.isExpired(now) || visitor.visit(key, item));
  }

  @Override
  public EngineStats stats() {
    EngineStats.Builder stats =
        EngineStats.builder()
            .items(store.items())
            .totalItems(stored.get())
            .expired(expired.get())
            .detail("waiting", inFlight.inFlight());
    // Without the capability, nothing is evicted.
    return capabilities.contains(Capability.EVICTING) ? stats.build() : stats.evictions(0).build();
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public void close() {
    if (!inFlight.close()) {
      return;
    }
    try {
      // Before the pool, whose threads it uses.
      sweeper.close(CLOSE_TIMEOUT);
      inFlight.awaitNone(CLOSE_TIMEOUT);
      threads.shutdown();
      if (!threads.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    store.close();
  }
}
