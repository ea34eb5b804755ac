package dev.memotor.engine.fault;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Delete;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The part of a batch that the inner engine sees, with the fates of its answers. */
final class FaultBatch implements Batch {

  private final Batch outer;
  private final Answers answers;
  private final List<Passed> passed = new ArrayList<>();

  /**
   * An operation for the inner engine.
   *
   * @param index its index in the outer batch
   */
  private record Passed(int index, Operation operation, Fate fate) {}

  FaultBatch(Batch outer, Answers answers) {
    this.outer = outer;
    this.answers = answers;
  }

  /** Decides the fates of all operations, and ends those that the inner engine never sees. */
  void divide(Fates fates, LongAdder failed, LongAdder silent) {
    for (int i = 0; i < outer.size(); i++) {
      Operation operation = outer.operation(i);
      Fate fate = fates.of(operation);
      EngineException failure = fate.failure();
      if (failure != null) {
        failed.increment();
      } else if (!fate.isAnswered()) {
        silent.increment();
      }
      if (fate.takesEffect()) {
        passed.add(new Passed(i, operation, fate));
      } else if (isFull(fate) && Semantics.removesWhenRefused(operation)) {
        passed.add(new Passed(i, new Delete(operation.key()), fate));
      } else if (fate.isAnswered() && failure != null) {
        int index = i;
        answers.deliver(operation.key(), () -> outer.fail(index, failure));
      }
    }
  }

  private static boolean isFull(Fate fate) {
    EngineException failure = fate.failure();
    return failure != null && failure.kind() == Kind.FULL;
  }

  @Override
  public int size() {
    return passed.size();
  }

  @Override
  public Operation operation(int index) {
    return passed.get(index).operation();
  }

  @Override
  public void complete(int index, Result result) {
    Passed one = passed.get(index);
    EngineException failure = one.fate().failure();
    if (failure != null) {
      // Delivered after the operation took effect: a failed operation changes nothing later.
      fail(index, failure);
    } else if (one.fate().isAnswered()) {
      answers.deliver(one.operation().key(), () -> outer.complete(one.index(), result));
    }
  }

  @Override
  public void fail(int index, EngineException failure) {
    Passed one = passed.get(index);
    if (one.fate().isAnswered()) {
      answers.deliver(one.operation().key(), () -> outer.fail(one.index(), failure));
    }
  }
}
