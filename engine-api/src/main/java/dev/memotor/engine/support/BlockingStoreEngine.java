package dev.memotor.engine.support;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.CasSource;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A whole engine over the five blocking methods of an {@link ItemStore}: each operation runs on a
 * thread of a pool, in its key's lane. Simple and right rather than fast.
 */
public final class BlockingStoreEngine implements Engine {

  private static final int LANES = 256;

  private final ItemStore store;
  private final EngineClock clock;
  private final CasSource casSource;
  private final Set<Capability> capabilities;
  private final ExecutorService threads;
  private final KeyLanes lanes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong stored = new AtomicLong();
  private final int maxWaiting;
  private volatile boolean closed;

  /**
   * Makes an engine.
   *
   * @param threads how many operations may block at the same time
   * @param maxWaiting how many operations may wait; more fail as BUSY
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
    this.maxWaiting = maxWaiting;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "store-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.lanes = new KeyLanes(LANES, this.threads);
  }

  @Override
  public void execute(Batch batch) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    int size = batch.size();
    for (int i = 0; i < size; i++) {
      int index = i;
      if (waiting.incrementAndGet() > maxWaiting) {
        waiting.decrementAndGet();
        batch.fail(index, new EngineException(EngineException.Kind.BUSY, "too much is waiting"));
        continue;
      }
      try {
        lanes.submit(batch.operation(index).key(), () -> run(batch, index));
      } catch (RejectedExecutionException e) {
        waiting.decrementAndGet();
        batch.fail(index, new EngineException(EngineException.Kind.UNAVAILABLE, "shutting down"));
      }
    }
  }

  private void run(Batch batch, int index) {
    Result result;
    try {
      result = apply(batch.operation(index));
    } catch (EngineException e) {
      batch.fail(index, e);
      return;
    } catch (RuntimeException e) {
      batch.fail(
          index, new EngineException(EngineException.Kind.INTERNAL, "the store failed: " + e, e));
      return;
    } finally {
      waiting.decrementAndGet();
    }
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
      }
      case REMOVE -> store.remove(key);
      case ACCESS -> transition.item().recordAccess(now);
      case KEEP -> {}
    }
    return transition.result();
  }

  @Override
  public CompletionStage<Void> flush() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    lanes.submitBarrier(
        () -> {
          try {
            store.clear();
            done.complete(null);
          } catch (EngineException e) {
            done.completeExceptionally(e);
          } catch (RuntimeException e) {
            done.completeExceptionally(
                new EngineException(EngineException.Kind.INTERNAL, "the store failed: " + e, e));
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
    return new EngineStats(
        0, 0, stored.get(), 0, 0, 0, Map.of("waiting", Integer.toString(waiting.get())));
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    try {
      // A running drain keeps its thread, so queued operations still end.
      if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    store.close();
  }
}
