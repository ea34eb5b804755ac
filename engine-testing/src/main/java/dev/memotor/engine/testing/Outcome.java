package dev.memotor.engine.testing;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Result;

/** How an operation ended: one of the two is null. */
public record Outcome(Result result, EngineException failure) {

  @Override
  public String toString() {
    return failure == null ? result.toString() : failure.kind() + ": " + failure.getMessage();
  }
}
