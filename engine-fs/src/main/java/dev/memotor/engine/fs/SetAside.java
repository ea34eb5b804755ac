package dev.memotor.engine.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves files that cannot stay to a directory where a person can look at them. */
final class SetAside {

  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

  private final Disk disk;
  private final Path directory;

  SetAside(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** Moves a file or a directory out of the way. */
  synchronized void move(Path path, String why) throws IOException {
    try {
      disk.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      LOG.trace("{} is there already", directory);
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
    LOG.warn("{} is {}; it was moved to {}", path, why, target);
  }
}
