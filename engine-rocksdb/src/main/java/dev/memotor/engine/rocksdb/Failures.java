package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Translates RocksDB's failures. */
final class Failures {

  private Failures() {}

  static Status.Code code(RocksDBException e) {
    return e.getStatus() == null ? Status.Code.Undefined : e.getStatus().getCode();
  }

  /** Returns whether a read that may not use the disk would need it. */
  static boolean needsDisk(RocksDBException e) {
    return code(e) == Status.Code.Incomplete;
  }

  /** Returns whether a write that may not stall would have to. */
  static boolean wouldWait(RocksDBException e) {
    return code(e) == Status.Code.Incomplete || code(e) == Status.Code.Busy;
  }

  /** Returns the exception for operations on an open store. */
  static EngineException running(String what, RocksDBException e) {
    return new EngineException(kind(e), what + ": " + reason(e), e);
  }

  private static EngineException.Kind kind(RocksDBException e) {
    if (isNoSpace(e)) {
      return EngineException.Kind.FULL;
    }
    return switch (code(e)) {
      case Corruption -> EngineException.Kind.CORRUPT;
      // Not supported: the store is read-only.
      case IOError, NotSupported, ShutdownInProgress, TryAgain, TimedOut, Aborted ->
          EngineException.Kind.UNAVAILABLE;
      case Busy, Incomplete -> EngineException.Kind.BUSY;
      default -> EngineException.Kind.INTERNAL;
    };
  }

  static boolean isNoSpace(RocksDBException e) {
    return e.getStatus() != null && e.getStatus().getSubCode() == Status.SubCode.NoSpace;
  }

  /**
   * Returns the exception for a store that was found damaged before anything was changed.
   *
   * @param what names the file and what is wrong with it
   */
  static EngineException damaged(Path directory, String what, Exception cause) {
    String text =
        "the store in "
            + directory
            + " is damaged: "
            + what
            + ". Nothing was removed. Restore the directory from a backup, or move it away to start"
            + " with an empty store";
    return cause == null
        ? new EngineException(EngineException.Kind.CORRUPT, text)
        : new EngineException(EngineException.Kind.CORRUPT, text, cause);
  }

  /** Returns the exception for a store whose files cannot be read. */
  static EngineException unreadable(Path directory, IOException e) {
    return new EngineException(
        EngineException.Kind.UNAVAILABLE, "the store in " + directory + " cannot be read: " + e, e);
  }

  /** Returns RocksDB's own message. */
  static String reason(RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    String state = e.getStatus() == null ? null : e.getStatus().getState();
    return state == null || message.contains(state) ? message : message + " (" + state + ")";
  }
}
