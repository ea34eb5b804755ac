package dev.memotor.engine.testing;

import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import org.jspecify.annotations.Nullable;

/** One step of a generated sequence; leaves open what depends on the engine or on earlier steps. */
public sealed interface Step {

  /** An operation, once the item under its key and the time are known. */
  record Operate(int key, Builder builder) implements Step {}

  /** Moves the clock. */
  record Advance(long seconds) implements Step {}

  /** Removes everything. */
  record Flush() implements Step {}

  /** Makes the operation. */
  @FunctionalInterface
  interface Builder {

    /** The item is null if there is none; it may have expired. */
    Operation build(@Nullable Item item, long now);
  }
}
