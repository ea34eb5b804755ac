package dev.memotor.engine.fs;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Hands operations to an engine and waits for what comes of them. */
final class Driver {

  private Driver() {}

  /** Runs one operation; throws what it failed with. */
  static Result run(Engine engine, Operation operation) {
    Object outcome = runAll(engine, List.of(operation)).get(0);
    if (outcome instanceof EngineException failure) {
      throw failure;
    }
    return (Result) outcome;
  }

  /** Runs a batch; gives a {@link Result} or an {@link EngineException} for each. */
  static List<Object> runAll(Engine engine, List<? extends Operation> operations) {
    Waiting batch = new Waiting(operations);
    engine.execute(batch);
    try {
      if (!batch.done.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("operations without an end: " + batch.outcomes);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Object[] outcomes = new Object[operations.size()];
    Arrays.setAll(outcomes, batch.outcomes::get);
    return List.of(outcomes);
  }

  private static final class Waiting implements Batch {

    final List<? extends Operation> operations;
    final AtomicReferenceArray<Object> outcomes;
    final CountDownLatch done;

    Waiting(List<? extends Operation> operations) {
      this.operations = operations;
      this.outcomes = new AtomicReferenceArray<>(operations.size());
      this.done = new CountDownLatch(operations.size());
    }

    @Override
    public int size() {
      return operations.size();
    }

    @Override
    public Operation operation(int index) {
      return operations.get(index);
    }

    @Override
    public void complete(int index, Result result) {
      end(index, result);
    }

    @Override
    public void fail(int index, EngineException failure) {
      end(index, failure);
    }

    private void end(int index, Object outcome) {
      if (!outcomes.compareAndSet(index, null, outcome)) {
        throw new AssertionError("operation " + operation(index) + " ended twice");
      }
      done.countDown();
    }
  }
}
