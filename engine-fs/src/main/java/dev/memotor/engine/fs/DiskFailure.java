package dev.memotor.engine.fs;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Translates failures of the disk into engine exceptions. */
final class DiskFailure {

  private DiskFailure() {}

  /** Returns the exception for a failed operation on a file. */
  static EngineException of(String what, Path path, IOException cause) {
    String reason = reason(cause);
    String text = reason.toLowerCase(Locale.ROOT);
    if (text.contains("no space") || text.contains("quota") || text.contains("too large")) {
      return new EngineException(Kind.FULL, "cannot " + what + " " + path + ": " + reason, cause);
    }
    if (cause instanceof AccessDeniedException
        || text.contains("permission")
        || text.contains("not permitted")) {
      return new EngineException(
          Kind.UNAVAILABLE,
          "cannot "
              + what
              + " "
              + path
              + ": no permission; the user of this process needs to"
              + " read and write the whole tree",
          cause);
    }
    if (text.contains("read-only")) {
      return new EngineException(
          Kind.UNAVAILABLE,
          "cannot " + what + " " + path + ": the file system is read-only",
          cause);
    }
    if (text.contains("too many open files")) {
      return new EngineException(
          Kind.BUSY, "cannot " + what + " " + path + ": " + reason + " (ulimit -n)", cause);
    }
    return new EngineException(Kind.INTERNAL, "cannot " + what + " " + path + ": " + reason, cause);
  }

  private static String reason(IOException cause) {
    // It has no reason, and its message is only the path.
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    String reason =
        cause instanceof FileSystemException failure && failure.getReason() != null
            ? failure.getReason()
            : cause.getMessage();
    return reason == null ? cause.toString() : reason;
  }
}
