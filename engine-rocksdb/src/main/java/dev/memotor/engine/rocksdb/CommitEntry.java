package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;

/**
 * Something that waits for a commit: a write, or a result that was computed from a write not yet
 * committed. Entries are committed in the order in which they were added.
 */
abstract class CommitEntry {

  private static final int WAITING = 0;
  private static final int COMMITTED = 1;
  private static final int FAILED = 2;

  private CommitEntry basis;
  private EngineException failure;
  private volatile int state = WAITING;

  /**
   * A waiting entry.
   *
   * @param basis the uncommitted write that this one builds on, and whose fate it shares; or null
   */
  CommitEntry(CommitEntry basis) {
    this.basis = basis;
  }

  /** Bytes that this entry adds to a serialized batch; 0 if it writes nothing. */
  abstract long length();

  /** Adds this entry's records. */
  abstract void writeTo(WriteBatchBytes batch);

  /** Called once, after the entry was settled, on any thread. */
  abstract void onSettled();

  /** Called when the entry is settled, before anybody is told. */
  abstract void leaveUncommitted();

  /** Whether there is anything left to wait for. */
  final boolean isWaiting() {
    return state == WAITING;
  }

  final boolean hasFailed() {
    return state == FAILED;
  }

  /** The failure of what this entry builds on, or null. */
  final EngineException failureOfBasis() {
    return basis != null && basis.hasFailed() ? basis.failure : null;
  }

  /** Why the entry failed; null unless it did. */
  final EngineException failure() {
    return failure;
  }

  final void commit() {
    // A chain of entries, each built on the last, would otherwise never be collected.
    basis = null;
    state = COMMITTED;
    leaveUncommitted();
  }

  final void fail(EngineException cause) {
    basis = null;
    failure = cause;
    state = FAILED;
    leaveUncommitted();
  }
}
