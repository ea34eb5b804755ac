package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An engine whose operations take effect at once, while their results are delivered later, on other
 * threads, in any order.
 */
final class LateEngine implements Engine {

  private final Engine engine;
  private final ExecutorService tellers = Executors.newFixedThreadPool(2);
  private final List<Runnable> untold = new ArrayList<>();
  private final Random random = new Random(1);

  LateEngine(Engine engine) {
    this.engine = engine;
  }

  private void later(Runnable delivery) {
    synchronized (untold) {
      untold.add(delivery);
    }
    tellers.execute(this::deliverOne);
  }

  private void deliverOne() {
    Runnable delivery;
    synchronized (untold) {
      int chosen = random.nextInt(untold.size());
      delivery = untold.get(chosen);
      untold.set(chosen, untold.get(untold.size() - 1));
      untold.remove(untold.size() - 1);
    }
    delivery.run();
  }

  @Override
  public void execute(Batch batch) {
    engine.execute(
        new Batch() {
          @Override
          public int size() {
            return batch.size();
          }

          @Override
          public Operation operation(int index) {
            return batch.operation(index);
          }

          @Override
          public void complete(int index, Result result) {
            later(() -> batch.complete(index, result));
          }

          @Override
          public void fail(int index, EngineException failure) {
            later(() -> batch.fail(index, failure));
          }
        });
  }

  @Override
  public CompletionStage<Void> flush() {
    return engine.flush();
  }

  @Override
  public void scan(ItemVisitor visitor) {
    engine.scan(visitor);
  }

  @Override
  public EngineStats stats() {
    return engine.stats();
  }

  @Override
  public Set<Capability> capabilities() {
    return engine.capabilities();
  }

  @Override
  public void close() {
    engine.close();
    tellers.shutdown();
    try {
      if (!tellers.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new AssertionError("somebody never heard of a result");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
