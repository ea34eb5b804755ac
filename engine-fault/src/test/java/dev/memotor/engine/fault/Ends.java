package dev.memotor.engine.fault;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A batch that notes how its operations end, in which order, and on which thread. */
final class Ends implements Batch {

  private final List<Operation> operations;
  private final Object[] ends;
  private final List<Integer> order = new ArrayList<>();
  private Thread thread;

  private Ends(List<Operation> operations) {
    this.operations = operations;
    this.ends = new Object[operations.size()];
  }

  static Ends of(Engine engine, List<? extends Operation> operations) {
    Ends batch = new Ends(List.copyOf(operations));
    engine.execute(batch);
    return batch;
  }

  static Ends of(Engine engine, Operation... operations) {
    return of(engine, List.of(operations));
  }

  /** Waits until so many have ended. */
  synchronized Ends await(int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (order.size() < count) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("only " + order.size() + " of " + count + " have ended");
      }
      wait(left);
    }
    return this;
  }

  Ends await() throws InterruptedException {
    return await(size());
  }

  /** A Result, an EngineException, or null for none yet. */
  synchronized Object end(int index) {
    return ends[index];
  }

  synchronized EngineException.Kind kind(int index) {
    return ends[index] instanceof EngineException failure ? failure.kind() : null;
  }

  synchronized Result result(int index) {
    return (Result) ends[index];
  }

  synchronized List<Integer> order() {
    return List.copyOf(order);
  }

  synchronized Thread thread() {
    return thread;
  }

  private synchronized void end(int index, Object end) {
    if (ends[index] != null) {
      throw new AssertionError("operation " + index + " ends twice");
    }
    ends[index] = end;
    order.add(index);
    thread = Thread.currentThread();
    notifyAll();
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
}
