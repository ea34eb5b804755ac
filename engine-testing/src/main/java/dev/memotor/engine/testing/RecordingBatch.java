package dev.memotor.engine.testing;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A batch that keeps how its operations ended, and what the engine did wrong in ending them. */
public final class RecordingBatch implements Batch {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<Operation> operations;
  private final AtomicReferenceArray<Outcome> outcomes;
  private final CountDownLatch open;
  private final List<String> faults = new ArrayList<>();
  private final List<Integer> order = new ArrayList<>();
  private volatile @Nullable Thread lastThread;

  public RecordingBatch(List<? extends Operation> operations) {
    this.operations = List.copyOf(operations);
    this.outcomes = new AtomicReferenceArray<>(operations.size());
    this.open = new CountDownLatch(operations.size());
  }

  public RecordingBatch(Operation... operations) {
    this(List.of(operations));
  }

  /** Executes operations together, without waiting. */
  public static RecordingBatch submit(Engine engine, Operation... operations) {
    return new RecordingBatch(operations).execute(engine);
  }

  /** Executes operations together and waits until each has ended, once. */
  public static RecordingBatch run(Engine engine, Operation... operations) {
    return run(engine, List.of(operations));
  }

  public static RecordingBatch run(Engine engine, List<? extends Operation> operations) {
    return new RecordingBatch(operations).execute(engine).await();
  }

  /** Executes one operation and returns its result. */
  public static Result call(Engine engine, Operation operation) {
    RecordingBatch batch = run(engine, operation);
    EngineException failure = batch.failure(0);
    if (failure != null) {
      throw failure;
    }
    return batch.result(0);
  }

  /** Executes one operation and returns its failure; null if it has a result. */
  public static @Nullable EngineException failure(Engine engine, Operation operation) {
    return run(engine, operation).failure(0);
  }

  /** Reads a value as text; null for a miss. */
  public static @Nullable String text(Engine engine, String key) {
    Result result = call(engine, new Get(Key.of(key)));
    return result.isOk() ? new String(result.item().value().bytes(), StandardCharsets.UTF_8) : null;
  }

  public RecordingBatch execute(Engine engine) {
    engine.execute(this);
    return this;
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
    synchronized (faults) {
      if (outcomes.compareAndSet(index, null, outcome)) {
        order.add(index);
        lastThread = Thread.currentThread();
        open.countDown();
        return;
      }
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

  /** Waits until all operations have ended, each of them once. */
  public RecordingBatch await() {
    await(PATIENCE);
    if (!faults().isEmpty()) {
      throw new AssertionError(faults());
    }
    return this;
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

  /** Returns how the operation ended; null as long as it has not. */
  public @Nullable Outcome outcome(int index) {
    return outcomes.get(index);
  }

  /** The result of an operation that must have one. */
  public Result result(int index) {
    Outcome outcome = outcomes.get(index);
    Result result = outcome == null ? null : outcome.result();
    if (result == null) {
      throw new AssertionError(
          Operations.show(operations.get(index)) + " has no result but " + outcome, failure(index));
    }
    return result;
  }

  /** Returns the failure of an operation; null if it has a result. */
  public @Nullable EngineException failure(int index) {
    Outcome outcome = outcomes.get(index);
    return outcome == null ? null : outcome.failure();
  }

  /** Returns the operations that have ended, in the order of their ends. */
  public List<Integer> order() {
    synchronized (faults) {
      return List.copyOf(order);
    }
  }

  /** Returns the thread that ended the last of them. */
  public @Nullable Thread lastThread() {
    return lastThread;
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
