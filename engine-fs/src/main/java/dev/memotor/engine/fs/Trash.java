package dev.memotor.engine.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes flushed trees of items in the background, across restarts if need be. */
final class Trash {

  private static final Logger LOG = LoggerFactory.getLogger(Trash.class);

  private final Disk disk;
  private final ItemPaths paths;
  private final Quarantine quarantine;
  private final boolean forces;
  private volatile boolean stopped;
  private volatile boolean busy;

  Trash(Disk disk, ItemPaths paths, Quarantine quarantine, boolean forces) {
    this.disk = disk;
    this.paths = paths;
    this.quarantine = quarantine;
    this.forces = forces;
  }

  /** Moves a tree of items to the trash in one step. */
  void take(Path tree) throws IOException {
    if (!disk.exists(tree)) {
      return;
    }
    try {
      disk.createDirectory(paths.trash());
    } catch (FileAlreadyExistsException e) {
      LOG.trace("{} exists already", paths.trash());
    }
    Path target = paths.trash().resolve("0");
    for (int i = 1; disk.exists(target); i++) {
      target = paths.trash().resolve(Integer.toString(i));
    }
    disk.rename(tree, target);
    busy = true;
    if (forces) {
      disk.forceDirectory(paths.trash());
      disk.forceDirectory(paths.root());
    }
  }

  /** Deletes everything in the trash; returns early when stopped. */
  void empty() {
    if (!disk.exists(paths.trash())) {
      return;
    }
    try {
      Throttle throttle = new Throttle(System::nanoTime, LockSupport::parkNanos);
      for (String tree : names(paths.trash())) {
        busy = true;
        delete(paths.trash().resolve(tree), throttle);
      }
      busy = stopped && busy;
    } catch (IOException e) {
      Path at =
          e instanceof FileSystemException failure && failure.getFile() != null
              ? Path.of(failure.getFile())
              : paths.trash();
      LOG.error(
          "cannot delete flushed items yet: {}", DiskFailure.of("delete", at, e).getMessage());
    }
  }

  private void delete(Path path, Throttle throttle) throws IOException {
    boolean ours;
    try {
      ours = isOurs(path);
    } catch (NotRegularFileException e) {
      if (disk.isDirectory(path)) {
        deleteTree(path, throttle);
        return;
      }
      ours = false;
    }
    if (ours) {
      disk.delete(path);
    } else {
      quarantine.move(path, "foreign, in a flushed tree");
    }
  }

  private void deleteTree(Path tree, Throttle throttle) throws IOException {
    IOException failure = null;
    for (String name : names(tree)) {
      if (stopped) {
        return;
      }
      try {
        delete(tree.resolve(name), throttle);
      } catch (IOException e) {
        // One file that cannot be deleted must not keep the others.
        failure = failure == null ? e : failure;
      }
      throttle.afterStep();
    }
    if (failure != null) {
      throw failure;
    }
    if (!stopped) {
      disk.delete(tree);
    }
  }

  /** Returns whether a file is an item: a flush deletes nothing else. */
  private boolean isOurs(Path path) throws IOException {
    byte[] head = new byte[4];
    try (DiskFile file = disk.openUnknown(path)) {
      int length = file.read(0, head, 0, head.length);
      return length == 0 || Preamble.hasMagic(head, length);
    }
  }

  private List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    disk.list(directory, names::add);
    return names;
  }

  /** Ends a running {@link #empty} early. */
  void stop() {
    stopped = true;
  }

  /** Returns whether anything is waiting to be deleted. */
  boolean isBusy() {
    return busy;
  }
}
