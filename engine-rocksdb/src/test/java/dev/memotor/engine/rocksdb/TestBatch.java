package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A batch that keeps what became of its operations. */
final class TestBatch implements Batch {

  private final List<? extends Operation> operations;
  private final AtomicReferenceArray<Object> outcomes;
  private final CountDownLatch open;

  TestBatch(List<? extends Operation> operations) {
    this.operations = operations;
    this.outcomes = new AtomicReferenceArray<>(operations.size());
    this.open = new CountDownLatch(operations.size());
  }

  TestBatch(Operation... operations) {
    this(List.of(operations));
  }

  /** Executes operations together and waits for their ends. */
  static TestBatch run(Engine engine, Operation... operations) {
    return new TestBatch(operations).execute(engine).await();
  }

  /** Executes one operation that must have a result. */
  static Result call(Engine engine, Operation operation) {
    return run(engine, operation).result(0);
  }

  /** Reads a value as text; null for a miss. */
  static String text(Engine engine, String key) {
    Result result = call(engine, new Get(Key.of(key)));
    return result.isOk() ? new String(result.item().value(), StandardCharsets.UTF_8) : null;
  }

  static Store set(String key, String value) {
    return set(key, value, 0);
  }

  static Store set(String key, String value, long exptime) {
    return new Store(
        Key.of(key), Store.Mode.SET, value.getBytes(StandardCharsets.UTF_8), 0, exptime);
  }

  TestBatch execute(Engine engine) {
    engine.execute(this);
    return this;
  }

  TestBatch await() {
    try {
      if (!open.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError(open.getCount() + " operations did not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  Result result(int index) {
    Object outcome = outcomes.get(index);
    if (outcome instanceof EngineException failure) {
      throw new AssertionError(operations.get(index).key() + " failed", failure);
    }
    return (Result) outcome;
  }

  /** Null if the operation succeeded. */
  EngineException failure(int index) {
    return outcomes.get(index) instanceof EngineException failure ? failure : null;
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
      throw new AssertionError("ended twice: " + outcomes.get(index) + ", " + outcome);
    }
    open.countDown();
  }
}
