package dev.memotor.server.observe;

/** What is measured besides commands. */
public enum Measure {
  /** Microseconds of one call of the engine with a batch, on the event loop. */
  ENGINE_CALL,
  /** Operations in a batch. */
  BATCH_SIZE,
  /** Microseconds that a task waits for its event loop. */
  LOOP_LAG
}
