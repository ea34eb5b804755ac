package dev.memotor.benchmarks.jmh;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.concurrent.atomic.AtomicInteger;

/** A batch that can be waited for and used again. */
final class WaitedBatch implements Batch {

  private final Operation[] operations;
  private final AtomicInteger left = new AtomicInteger();
  private volatile EngineException failure;

  WaitedBatch(int size) {
    operations = new Operation[size];
  }

  void set(int index, Operation operation) {
    operations[index] = operation;
  }

  void begin() {
    left.set(operations.length);
  }

  void await() {
    while (left.get() > 0) {
      Thread.onSpinWait();
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public int size() {
    return operations.length;
  }

  @Override
  public Operation operation(int index) {
    return operations[index];
  }

  @Override
  public void complete(int index, Result result) {
    left.decrementAndGet();
  }

  @Override
  public void fail(int index, EngineException newFailure) {
    failure = newFailure;
    left.decrementAndGet();
  }
}
