package dev.memotor.engine.fault;

import dev.memotor.engine.EngineException;

/**
 * What becomes of one operation.
 *
 * @param takesEffect whether the engine inside executes it
 * @param isAnswered whether anybody hears of it
 * @param failure how it fails; null for the answer of the engine inside
 */
record Fate(boolean takesEffect, boolean isAnswered, EngineException failure) {

  static final Fate UNHARMED = new Fate(true, true, null);

  static Fate failed(EngineException.Kind kind, boolean takesEffect) {
    return new Fate(
        takesEffect, true, new EngineException(kind, "engine fault fails this operation"));
  }

  static Fate silent(boolean takesEffect) {
    return new Fate(takesEffect, false, null);
  }
}
