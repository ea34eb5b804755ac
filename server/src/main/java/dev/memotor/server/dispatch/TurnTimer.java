package dev.memotor.server.dispatch;

import dev.memotor.engine.Operation;
import dev.memotor.server.observe.CommandKind;
import dev.memotor.server.observe.LoopTimings;
import dev.memotor.server.observe.keys.LoopInsight;

/**
 * Measures turns, not operations: all that ended in a turn took from the turn's first request to
 * its last reply, so that a batch of a thousand costs as few looks at the clock as a batch of one.
 */
final class TurnTimer {

  private static final CommandKind[] KINDS = CommandKind.values();

  private final LoopTimings timings;
  private final LoopInsight insight;
  private final boolean measures;
  private final int[] ended = new int[KINDS.length];
  private long startNanos;

  /**
   * Makes a timer.
   *
   * @param timings null to keep no times
   * @param insight learns of what is slow
   */
  TurnTimer(LoopTimings timings, LoopInsight insight) {
    this.timings = timings;
    this.insight = insight;
    this.measures = timings != null || insight.watchesTimes();
  }

  void turnBegins() {
    if (measures) {
      startNanos = System.nanoTime();
    }
  }

  /** When the turn at hand began. */
  long startNanos() {
    return startNanos;
  }

  /** Returns the moment, for {@link #engineReturned}. */
  long engineCalled(int operations) {
    if (timings != null) {
      timings.batch(operations);
    }
    return now();
  }

  /** Returns what the engine's call took, or 0 if that is not measured. */
  long engineReturned(long calledNanos) {
    long nanos = now() - calledNanos;
    if (timings != null) {
      timings.engineCall(nanos);
    }
    return nanos;
  }

  /** An operation ended in the turn at hand. */
  void ended(Operation operation) {
    if (timings != null) {
      ended[CommandKind.of(operation).ordinal()]++;
    }
  }

  /** This moment, or 0 if nothing is measured. */
  long now() {
    return measures ? System.nanoTime() : 0;
  }

  /** An operation ended in a turn after its own, which began at {@code begunNanos}. */
  void endedLate(Operation operation, long begunNanos, long now) {
    if (timings != null) {
      timings.commands(CommandKind.of(operation), now - begunNanos, 1);
    }
    if (insight.isSlow(now - begunNanos)) {
      insight.countSlow(1);
      insight.slow(operation, now - begunNanos, 1);
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
