package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;

/** The change that an operation makes. */
final class OperationWrite extends Write {

  private final Batch batch;
  private final int index;
  private final Result result;
  private final EngineException refusal;

  /**
   * A change, and how its operation ends once it is committed.
   *
   * @param result what to report; null if {@code refusal} is not
   * @param refusal why the operation fails although this change is made
   */
  OperationWrite(
      CommitEntry basis,
      UncommittedWrites uncommitted,
      int generation,
      Key key,
      Item item,
      long oldExptime,
      Batch batch,
      int index,
      Result result,
      EngineException refusal) {
    super(basis, uncommitted, generation, key, item, oldExptime);
    this.batch = batch;
    this.index = index;
    this.result = result;
    this.refusal = refusal;
  }

  @Override
  void onSettled() {
    EngineException failure = failure();
    if (failure == null) {
      failure = refusal;
    }
    if (failure == null) {
      batch.complete(index, result);
    } else {
      batch.fail(index, failure);
    }
  }
}
