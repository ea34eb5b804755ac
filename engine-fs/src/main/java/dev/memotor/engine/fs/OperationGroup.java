package dev.memotor.engine.fs;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.io.IOException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Operations of a batch that one thread runs and commits together. */
final class OperationGroup {

  private final OperationRunner runner;
  private final Commit commit;
  private final Batch batch;
  private final int[] indexes;
  private final int from;
  private final int to;

  OperationGroup(
      OperationRunner runner, Durability durability, Batch batch, int[] indexes, int from, int to) {
    this.runner = runner;
    this.commit = durability.begin();
    this.batch = batch;
    this.indexes = indexes;
    this.from = from;
    this.to = to;
  }

  /**
   * Runs and completes all operations.
   *
   * @param leave called for each index when its lane is no longer needed: after the operation is
   *     completed, so that results under one key are delivered in order
   */
  void run(IntConsumer leave) {
    if (commit.isImmediate()) {
      for (int i = from; i < to; i++) {
        end(indexes[i], run(indexes[i]), leave);
      }
      return;
    }
    Object[] outcomes = new Object[to - from];
    for (int i = from; i < to; i++) {
      outcomes[i - from] = run(indexes[i]);
    }
    EngineException failure = finish();
    for (int i = from; i < to; i++) {
      boolean fails = failure != null && batch.operation(indexes[i]).writesItem();
      end(indexes[i], fails ? failure : outcomes[i - from], leave);
    }
  }

  /**
   * Runs and completes those operations that need no pool thread.
   *
   * @param leave as for {@link #run}; not called for those that are left
   * @return the number of operations left, whose indexes now come first
   */
  int runInline(IntConsumer leave) {
    int left = from;
    for (int i = from; i < to; i++) {
      Operation operation = batch.operation(indexes[i]);
      Object outcome = outcomeOf(() -> runner.runInline(operation, commit));
      if (outcome == null) {
        indexes[left++] = indexes[i];
      } else {
        end(indexes[i], outcome, leave);
      }
    }
    return left - from;
  }

  private EngineException finish() {
    try {
      commit.finish();
      return null;
    } catch (IOException e) {
      return new EngineException(Kind.UNAVAILABLE, "cannot sync a change: " + e.getMessage(), e);
    }
  }

  private Object run(int index) {
    Operation operation = batch.operation(index);
    return outcomeOf(() -> runner.run(operation, commit));
  }

  /** Returns the result of an attempt, or the exception that it ended in. */
  private static Object outcomeOf(Supplier<Result> attempt) {
    try {
      return attempt.get();
    } catch (RuntimeException e) {
      return EngineException.of(e, "engine fs failed");
    } catch (OutOfMemoryError e) {
      return new EngineException(Kind.FULL, "not enough memory to read or write a value", e);
    }
  }

  private void end(int index, Object outcome, IntConsumer leave) {
    try {
      if (outcome instanceof Result result) {
        batch.complete(index, result);
      } else {
        batch.fail(index, (EngineException) outcome);
      }
    } finally {
      leave.accept(index);
    }
  }
}
