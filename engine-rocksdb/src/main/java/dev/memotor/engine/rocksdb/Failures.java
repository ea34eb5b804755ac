package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB's failures mean. */
final class Failures {

  private Failures() {}

  static Status.Code code(RocksDBException e) {
    return e.getStatus() == null ? Status.Code.Undefined : e.getStatus().getCode();
  }

  /** Whether the answer is not in RAM, for a read that must not go to the disk. */
  static boolean needsDisk(RocksDBException e) {
    return code(e) == Status.Code.Incomplete;
  }

  /** Whether a write that must not wait would have to. */
  static boolean wouldWait(RocksDBException e) {
    return code(e) == Status.Code.Incomplete || code(e) == Status.Code.Busy;
  }

  /** A failure of an open store, for the operations that it hit. */
  static EngineException running(String what, RocksDBException e) {
    return new EngineException(kind(e), what + ": " + reason(e), e);
  }

  private static EngineException.Kind kind(RocksDBException e) {
    if (isNoSpace(e)) {
      return EngineException.Kind.FULL;
    }
    return switch (code(e)) {
      case Corruption -> EngineException.Kind.CORRUPT;
      // Not supported: a store that could be opened for reading only.
      case IOError, NotSupported, ShutdownInProgress, TryAgain, TimedOut, Aborted ->
          EngineException.Kind.UNAVAILABLE;
      case Busy, Incomplete -> EngineException.Kind.BUSY;
      default -> EngineException.Kind.INTERNAL;
    };
  }

  static boolean isNoSpace(RocksDBException e) {
    return (e.getStatus() != null && e.getStatus().getSubCode() == Status.SubCode.NoSpace)
        || reason(e).contains("No space left")
        // What the system says at a file size limit and at a quota.
        || reason(e).contains("File too large")
        || reason(e).contains("Disk quota exceeded");
  }

  /** RocksDB's own words. */
  static String reason(RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    String state = e.getStatus() == null ? null : e.getStatus().getState();
    return state == null || message.contains(state) ? message : message + " (" + state + ")";
  }
}
