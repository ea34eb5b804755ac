package dev.memotor.engine.fs;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;

/** Counts what is in the engine, turns away what is too much, and knows when all has left. */
final class Admission {

  private final int limit;
  private int inside;
  private volatile boolean closed;

  Admission(int limit) {
    this.limit = limit;
  }

  /** Whether one more may come in; who did must {@link #leave}. */
  synchronized boolean enter() {
    if (closed || inside >= limit) {
      return false;
    }
    inside++;
    return true;
  }

  /** The same without the limit. */
  synchronized boolean enterAlways() {
    if (closed) {
      return false;
    }
    inside++;
    return true;
  }

  /** Why {@link #enter} said no. */
  EngineException refusal() {
    return closed
        ? new EngineException(Kind.UNAVAILABLE, "the engine is closed")
        : new EngineException(
            Kind.BUSY, limit + " operations are waiting for the disk already (option 'queue')");
  }

  synchronized void leave() {
    inside--;
    if (inside == 0 && closed) {
      notifyAll();
    }
  }

  /** Lets nobody in any more and waits until all have left; false if somebody did that before. */
  synchronized boolean close() {
    if (closed) {
      return false;
    }
    closed = true;
    boolean interrupted = false;
    while (inside > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  boolean isClosed() {
    return closed;
  }

  synchronized int inside() {
    return inside;
  }
}
