package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;

/** The change made by an operation. */
final class OperationWrite extends Write {

  private final Batch batch;
  private final int index;
  private final Result result;
  private final EngineException refusal;

  /**
   * Creates a change and says how its operation ends once it is committed.
   *
   * @param result the operation's result, or null if there is a refusal
   * @param refusal why the operation fails although this change is made, or null
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
