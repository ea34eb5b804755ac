package dev.memotor.benchmarks.jmh;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Item;
import dev.memotor.engine.Result;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows one answer, so that what is around an engine can be measured without one. */
final class ConstantEngine implements Engine {

  private final Result answer;

  /** Every item is there, and has 100 bytes. */
  ConstantEngine() {
    this(Result.ok(Item.of(new byte[100], 0, 0, 1, 0)));
  }

  ConstantEngine(Result answer) {
    this.answer = answer;
  }

  @Override
  public void execute(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      batch.complete(i, answer);
    }
  }

  @Override
  public CompletionStage<Void> flush() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void scan(ItemVisitor visitor) {
    // There is nothing.
  }

  @Override
  public EngineStats stats() {
    throw new UnsupportedOperationException("nobody asks for stats");
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of();
  }

  @Override
  public void close() {
    // There is nothing.
  }
}
