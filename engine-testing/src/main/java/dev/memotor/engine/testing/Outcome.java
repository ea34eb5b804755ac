package dev.memotor.engine.testing;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Result;
import org.jspecify.annotations.Nullable;

/** How an operation ended: one of the two is null. */
public record Outcome(@Nullable Result result, @Nullable EngineException failure) {

  @Override
  public String toString() {
    return failure == null ? String.valueOf(result) : failure.kind() + ": " + failure.getMessage();
  }
}
