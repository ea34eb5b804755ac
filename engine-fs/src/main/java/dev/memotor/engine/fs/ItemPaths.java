package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.nio.file.Path;

/** Where below the root things are. */
final class ItemPaths {

  /** The name of the tree of items. */
  static final String ITEMS = "items";

  private final Path root;
  private final FileNames names;
  private final Path items;
  private final Path[] directories = new Path[DirectoryHash.DIRECTORIES];

  ItemPaths(Path root, FileNames names) {
    this.root = root;
    this.names = names;
    this.items = root.resolve(ITEMS);
    for (int i = 0; i < directories.length; i++) {
      directories[i] = items.resolve(DirectoryHash.name(i));
    }
  }

  FileNames names() {
    return names;
  }

  Path root() {
    return root;
  }

  /** The tree of items. */
  Path items() {
    return items;
  }

  /** The directory of a number; see {@link DirectoryHash}. */
  Path directory(int number) {
    return directories[number];
  }

  /** The directory of a key's file. */
  Path directoryOf(Key key) {
    return directories[DirectoryHash.directoryOf(key)];
  }

  /** The file of a key; see {@link FileNames#nameOf} for the attempt. */
  Path of(Key key, int attempt) {
    return directoryOf(key).resolve(names.nameOf(key, attempt));
  }

  /** Files that are being written in order to replace others. */
  Path temporaries() {
    return root.resolve("tmp");
  }

  /** Trees that were flushed. */
  Path trash() {
    return root.resolve("trash");
  }

  /** Broken and foreign files that were in the way. */
  Path quarantine() {
    return root.resolve("set-aside");
  }
}
