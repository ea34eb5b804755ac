package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
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
import dev.memotor.engine.support.CasSequence;
import dev.memotor.engine.support.KeyLanes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * An engine whose operations take effect on its own threads, in order per key, while their results
 * are delivered by other threads in any order. Some operations fail, and may have taken effect.
 */
final class UnorderedEngine implements Engine {

  private final EngineClock clock;
  private final int failuresInHundred;
  private final CasSequence cas = new CasSequence();
  private final Map<Key, Item> items = new ConcurrentHashMap<>();
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final ExecutorService tellers = Executors.newFixedThreadPool(2);
  private final KeyLanes lanes = new KeyLanes(64, workers);
  private final List<Runnable> untold = new ArrayList<>();

  UnorderedEngine(EngineClock clock, int failuresInHundred) {
    this.clock = clock;
    this.failuresInHundred = failuresInHundred;
  }

  @Override
  public void execute(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      int index = i;
      lanes.submit(batch.operation(i).key(), () -> run(batch, index));
    }
  }

  private void run(Batch batch, int index) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextInt(100) >= failuresInHundred) {
      Result result = apply(batch.operation(index));
      deliver(() -> batch.complete(index, result));
      return;
    }
    if (random.nextBoolean()) {
      apply(batch.operation(index));
    }
    EngineException failure =
        new EngineException(EngineException.Kind.UNAVAILABLE, "as the test wanted");
    deliver(() -> batch.fail(index, failure));
  }

  private Result apply(Operation operation) {
    Key key = operation.key();
    Transition transition = Semantics.apply(operation, items.get(key), clock.now(), cas);
    switch (transition.kind()) {
      case PUT -> items.put(key, transition.item());
      case REMOVE -> items.remove(key);
      default -> {}
    }
    return transition.result();
  }

  private void deliver(Runnable delivery) {
    synchronized (untold) {
      untold.add(delivery);
    }
    tellers.execute(
        () -> {
          Runnable next;
          synchronized (untold) {
            int last = untold.size() - 1;
            int chosen = ThreadLocalRandom.current().nextInt(untold.size());
            next = untold.get(chosen);
            untold.set(chosen, untold.get(last));
            untold.remove(last);
          }
          next.run();
        });
  }

  @Override
  public CompletionStage<Void> flush() {
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    lanes.submitBarrier(
        () -> {
          items.clear();
          deliver(() -> flushed.complete(null));
        });
    return flushed;
  }

  @Override
  public void scan(ItemVisitor visitor) {
    items.forEach(visitor::visit);
  }

  @Override
  public EngineStats stats() {
    return EngineStats.builder().items(items.size()).build();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PERSISTENT);
  }

  /** All operations have been completed. */
  @Override
  public void close() {
    try {
      for (ExecutorService threads : List.of(workers, tellers)) {
        threads.shutdown();
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
          throw new AssertionError("threads that do not end");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
