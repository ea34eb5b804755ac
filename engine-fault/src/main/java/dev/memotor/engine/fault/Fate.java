package dev.memotor.engine.fault;

import dev.memotor.engine.EngineException;
import org.jspecify.annotations.Nullable;

/**
 * The fate of one operation.
 *
 * @param takesEffect whether the inner engine executes it
 * @param isAnswered whether it is answered at all
 * @param failure how it fails; null for the answer of the inner engine
 */
record Fate(boolean takesEffect, boolean isAnswered, @Nullable EngineException failure) {

  static final Fate UNAFFECTED = new Fate(true, true, null);

  static Fate failed(EngineException.Kind kind, boolean takesEffect) {
    return new Fate(
        takesEffect, true, new EngineException(kind, "failed on purpose by engine fault"));
  }

  static Fate silent(boolean takesEffect) {
    return new Fate(takesEffect, false, null);
  }
}
