package dev.memotor.engine.redis;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A batch that one can wait for, and that notices what ends twice. */
final class TestBatch implements Batch {

  private final List<Operation> operations;
  private final AtomicReferenceArray<Object> ends;
  private final CountDownLatch missing;
  private volatile String wrong;

  TestBatch(List<? extends Operation> operations) {
    this.operations = List.copyOf(operations);
    this.ends = new AtomicReferenceArray<>(operations.size());
    this.missing = new CountDownLatch(operations.size());
  }

  /** Runs one operation and waits for its result. */
  static Result run(Engine engine, Operation operation) {
    return run(engine, List.of(operation)).result(0);
  }

  /** Runs operations together and waits until all have ended. */
  static TestBatch run(Engine engine, List<? extends Operation> operations) {
    TestBatch batch = new TestBatch(operations);
    engine.execute(batch);
    return batch.await();
  }

  TestBatch await() {
    try {
      if (!missing.await(90, TimeUnit.SECONDS)) {
        throw new AssertionError(missing.getCount() + " operations never end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (wrong != null) {
      throw new AssertionError(wrong);
    }
    return this;
  }

  /** The result, or the failure thrown. */
  Result result(int index) {
    Object end = ends.get(index);
    if (end instanceof EngineException failure) {
      throw new AssertionError("failed with " + failure.kind(), failure);
    }
    return (Result) end;
  }

  /** The failure, or null if there is a result. */
  EngineException failure(int index) {
    return ends.get(index) instanceof EngineException failure ? failure : null;
  }

  boolean isDone() {
    return missing.getCount() == 0;
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

  private void end(int index, Object end) {
    if (ends.compareAndSet(index, null, end)) {
      missing.countDown();
    } else {
      wrong = "operation " + index + " ended twice: " + ends.get(index) + " and " + end;
    }
  }
}
