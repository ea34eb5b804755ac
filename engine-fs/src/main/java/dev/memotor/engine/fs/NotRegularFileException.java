package dev.memotor.engine.fs;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** There is something of that name, but not a file with a content of its own. */
final class NotRegularFileException extends FileSystemException {

  private static final long serialVersionUID = 1;

  NotRegularFileException(Path path, String what) {
    super(path.toString(), null, what);
  }
}
