package dev.memotor.engine.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves damaged and foreign files to a directory where an operator can inspect them. */
final class Quarantine {

  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

  /** At most this many files are logged one by one. */
  private static final int MOST_LOGGED = 100;

  private final Disk disk;
  private final Path directory;
  private final AtomicLong moved = new AtomicLong();

  Quarantine(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** Moves a file or a directory to the quarantine. */
  synchronized void move(Path path, String why) throws IOException {
    try {
      disk.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      LOG.trace("{} exists already", directory);
    }
    String name = path.getParent().getFileName() + "-" + path.getFileName();
    if (name.length() > FileNames.MAX_LENGTH) {
      name = name.substring(0, FileNames.MAX_LENGTH);
    }
    Path target = directory.resolve(name);
    for (int i = 1; disk.exists(target); i++) {
      target = directory.resolve(name + "." + i);
    }
    disk.rename(path, target);
    long count = moved.incrementAndGet();
    if (count <= MOST_LOGGED) {
      LOG.warn("{} is {}; it was moved to {}", path, why, target);
    }
    if (count == MOST_LOGGED) {
      LOG.warn(
          "{} files were moved to {}; further ones are not logged, see set_aside_files in stats engine",
          count,
          directory);
    }
  }

  /** Returns the number of files moved since the start. */
  long moved() {
    return moved.get();
  }
}
