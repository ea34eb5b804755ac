package dev.memotor.server.dispatch;

import dev.memotor.engine.Operation;
import dev.memotor.server.timing.CommandKind;
import dev.memotor.server.timing.LoopTimings;

/**
 * Measures turns, not operations: all that ended in a turn took from the turn's first request to
 * its last reply, so that a batch of a thousand costs as few looks at the clock as a batch of one.
 */
final class TurnTimer {

  private static final CommandKind[] KINDS = CommandKind.values();

  private final LoopTimings timings;
  private final int[] ended = new int[KINDS.length];
  private long startNanos;

  /**
   * Makes a timer.
   *
   * @param timings null to measure nothing
   */
  TurnTimer(LoopTimings timings) {
    this.timings = timings;
  }

  void turnBegins() {
    if (timings != null) {
      startNanos = System.nanoTime();
    }
  }

  /** When the turn at hand began. */
  long startNanos() {
    return startNanos;
  }

  /** Returns the moment, for {@link #engineReturned}. */
  long engineCalled(int operations) {
    if (timings == null) {
      return 0;
    }
    timings.batch(operations);
    return System.nanoTime();
  }

  void engineReturned(long calledNanos) {
    if (timings != null) {
      timings.engineCall(System.nanoTime() - calledNanos);
    }
  }

  /** An operation ended in the turn at hand. */
  void ended(Operation operation) {
    if (timings != null) {
      ended[CommandKind.of(operation).ordinal()]++;
    }
  }

  /** The moment for {@link #endedLate}. */
  long now() {
    return timings == null ? 0 : System.nanoTime();
  }

  /** An operation ended in a turn after its own, which began at {@code begunNanos}. */
  void endedLate(Operation operation, long begunNanos, long now) {
    if (timings != null) {
      timings.commands(CommandKind.of(operation), now - begunNanos, 1);
    }
  }

  void turnEnds() {
    if (timings == null) {
      return;
    }
    long nanos = 0;
    for (int i = 0; i < ended.length; i++) {
      if (ended[i] > 0) {
        nanos = nanos == 0 ? Math.max(1, System.nanoTime() - startNanos) : nanos;
        timings.commands(KINDS[i], nanos, ended[i]);
        ended[i] = 0;
      }
    }
  }
}
