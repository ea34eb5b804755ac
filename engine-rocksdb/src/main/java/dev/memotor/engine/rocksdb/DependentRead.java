package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Result;

/**
 * A result that was computed from an uncommitted write, and is delivered once that is committed.
 */
final class DependentRead extends CommitEntry {

  private final Batch batch;
  private final int index;
  private final Result result;

  DependentRead(CommitEntry basis, Batch batch, int index, Result result) {
    super(basis);
    this.batch = batch;
    this.index = index;
    this.result = result;
  }

  @Override
  long length() {
    return 0;
  }

  @Override
  void writeTo(WriteBatchBytes batch) {}

  @Override
  void onSettled() {
    EngineException failure = failure();
    if (failure == null) {
      batch.complete(index, result);
    } else {
      batch.fail(index, failure);
    }
  }

  @Override
  void leaveUncommitted() {}
}
