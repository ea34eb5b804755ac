package dev.memotor.engine.testing;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A right engine behind a wrapper in which one thing can be made wrong. */
abstract class BrokenEngine implements Engine {

  final Engine right;

  BrokenEngine(Engine right) {
    this.right = right;
  }

  /** What the right engine gets to do. */
  Operation given(Operation operation) {
    return operation;
  }

  /** How the caller learns of a result. */
  void completed(Batch batch, int index, Result result) {
    batch.complete(index, result);
  }

  @Override
  public void execute(Batch batch) {
    right.execute(new Passed(batch));
  }

  @Override
  public CompletionStage<Void> flush() {
    return right.flush();
  }

  @Override
  public void scan(ItemVisitor visitor) {
    right.scan(visitor);
  }

  @Override
  public EngineStats stats() {
    return right.stats();
  }

  @Override
  public Set<Capability> capabilities() {
    return right.capabilities();
  }

  @Override
  public <R> Optional<R> role(Class<R> role) {
    return right.role(role);
  }

  @Override
  public void close() {
    right.close();
  }

  /** A batch as the right engine sees it. */
  private final class Passed implements Batch {

    private final Batch batch;

    Passed(Batch batch) {
      this.batch = batch;
    }

    @Override
    public int size() {
      return batch.size();
    }

    @Override
    public Operation operation(int index) {
      return given(batch.operation(index));
    }

    @Override
    public void complete(int index, Result result) {
      completed(batch, index, result);
    }

    @Override
    public void fail(int index, EngineException failure) {
      batch.fail(index, failure);
    }
  }
}
