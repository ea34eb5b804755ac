package dev.memotor.engine.fs;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Thrown when a path names something other than a regular file. */
final class NotRegularFileException extends FileSystemException {

  private static final long serialVersionUID = 1;

  NotRegularFileException(Path path, String what) {
    super(path.toString(), null, what);
  }
}
