package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;

/**
 * Something that waits for a commit: a write, or a result that was computed from an uncommitted
 * write. Entries are committed in the order in which they were added.
 */
abstract class CommitEntry {

  private static final int WAITING = 0;
  private static final int COMMITTED = 1;
  private static final int FAILED = 2;

  private CommitEntry basis;
  private EngineException failure;
  private volatile int state = WAITING;

  /**
   * Creates a waiting entry.
   *
   * @param basis the uncommitted write that this entry builds on and whose fate it shares, or null
   */
  CommitEntry(CommitEntry basis) {
    this.basis = basis;
  }

  /** Returns the bytes that this entry adds to a serialized batch; 0 if it writes nothing. */
  abstract long length();

  /** Adds this entry's records. */
  abstract void writeTo(WriteBatchBytes batch);

  /** Notifies the owner that the entry was committed or has failed; called once, on any thread. */
  abstract void onSettled();

  /** Removes the entry from the uncommitted writes, before any owner is notified. */
  abstract void leaveUncommitted();

  /** Returns whether the entry is neither committed nor failed yet. */
  final boolean isWaiting() {
    return state == WAITING;
  }

  final boolean hasFailed() {
    return state == FAILED;
  }

  /** Returns the failure of what this entry builds on, or null. */
  final EngineException failureOfBasis() {
    return basis != null && basis.hasFailed() ? basis.failure : null;
  }

  /** Returns why the entry failed, or null. */
  final EngineException failure() {
    return failure;
  }

  final void commit() {
    // Otherwise a chain of entries, each built on the last, would never be collected.
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
