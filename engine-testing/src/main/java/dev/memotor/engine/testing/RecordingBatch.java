package dev.memotor.engine.testing;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A batch that keeps how its operations ended, and what the engine did wrong in ending them. */
public final class RecordingBatch implements Batch {

  private final List<Operation> operations;
  private final AtomicReferenceArray<Outcome> outcomes;
  private final CountDownLatch open;
  private final List<String> faults = new ArrayList<>();

  public RecordingBatch(List<? extends Operation> operations) {
    this.operations = List.copyOf(operations);
    this.outcomes = new AtomicReferenceArray<>(operations.size());
    this.open = new CountDownLatch(operations.size());
  }

  public RecordingBatch(Operation... operations) {
    this(List.of(operations));
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
    end(index, new Outcome(Objects.requireNonNull(result, "result"), null));
  }

  @Override
  public void fail(int index, EngineException failure) {
    end(index, new Outcome(null, Objects.requireNonNull(failure, "failure")));
  }

  private void end(int index, Outcome outcome) {
    if (outcomes.compareAndSet(index, null, outcome)) {
      open.countDown();
      return;
    }
    synchronized (faults) {
      faults.add(
          Operations.show(operations.get(index))
              + " ended twice: with "
              + outcomes.get(index)
              + " and with "
              + outcome);
    }
  }

  /** Whether all operations have ended. */
  public boolean isDone() {
    return open.getCount() == 0;
  }

  /** Waits until all operations have ended. */
  public void await(Duration patience) {
    try {
      if (!open.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError(unended().get(0) + " did not end within " + patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** How the operation ended; null as long as it has not. */
  public Outcome outcome(int index) {
    return outcomes.get(index);
  }

  /** The result of an operation that must have one. */
  public Result result(int index) {
    Outcome outcome = outcomes.get(index);
    if (outcome == null || outcome.failure() != null) {
      throw new AssertionError(
          Operations.show(operations.get(index)) + " has no result but " + outcome,
          outcome == null ? null : outcome.failure());
    }
    return outcome.result();
  }

  /** Every breach of "each operation ends exactly once". */
  public List<String> faults() {
    List<String> all = new ArrayList<>(unended());
    synchronized (faults) {
      all.addAll(faults);
    }
    return all;
  }

  private List<String> unended() {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      if (outcomes.get(i) == null) {
        missing.add(Operations.show(operations.get(i)) + " never ended");
      }
    }
    return missing;
  }
}
