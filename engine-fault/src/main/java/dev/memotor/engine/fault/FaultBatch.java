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

/** What of a batch the engine inside gets to see, and what becomes of its answers. */
final class FaultBatch implements Batch {

  private final Batch outer;
  private final Answers answers;
  private final List<Passed> passed = new ArrayList<>();

  /**
   * An operation for the engine inside.
   *
   * @param index its index in the outer batch
   */
  private record Passed(int index, Operation operation, Fate fate) {}

  FaultBatch(Batch outer, Answers answers) {
    this.outer = outer;
    this.answers = answers;
  }

  /** Decides over all operations, and ends those that the engine inside never sees. */
  void divide(Fates fates, LongAdder failed, LongAdder silent) {
    for (int i = 0; i < outer.size(); i++) {
      Operation operation = outer.operation(i);
      Fate fate = fates.of(operation);
      if (fate.failure() != null) {
        failed.increment();
      } else if (!fate.isAnswered()) {
        silent.increment();
      }
      if (fate.takesEffect()) {
        passed.add(new Passed(i, operation, fate));
      } else if (isFull(fate) && Semantics.removesWhenRefused(operation)) {
        passed.add(new Passed(i, new Delete(operation.key()), fate));
      } else if (fate.isAnswered()) {
        int index = i;
        answers.bring(operation.key(), () -> outer.fail(index, fate.failure()));
      }
    }
  }

  private static boolean isFull(Fate fate) {
    return fate.failure() != null && fate.failure().kind() == Kind.FULL;
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
    if (one.fate().failure() != null) {
      // Told after it took effect: what has failed changes nothing afterwards.
      fail(index, one.fate().failure());
    } else if (one.fate().isAnswered()) {
      answers.bring(one.operation().key(), () -> outer.complete(one.index(), result));
    }
  }

  @Override
  public void fail(int index, EngineException failure) {
    Passed one = passed.get(index);
    if (one.fate().isAnswered()) {
      answers.bring(one.operation().key(), () -> outer.fail(one.index(), failure));
    }
  }
}
