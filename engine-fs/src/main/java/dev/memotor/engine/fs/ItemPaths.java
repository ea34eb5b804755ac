package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.nio.file.Path;

/** The paths below the root directory. */
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

  /** Returns the tree of items. */
  Path items() {
    return items;
  }

  /** Returns the directory of a number; see {@link DirectoryHash}. */
  Path directory(int number) {
    return directories[number];
  }

  /** Returns the directory of a key's file. */
  Path directoryOf(Key key) {
    return directories[DirectoryHash.directoryOf(key)];
  }

  /** Returns the file of a key; see {@link FileNames#nameOf} for the attempt. */
  Path of(Key key, int attempt) {
    return directoryOf(key).resolve(names.nameOf(key, attempt));
  }

  /** Returns the directory of files that will replace others. */
  Path temporaries() {
    return root.resolve("tmp");
  }

  /** Returns the directory of flushed trees. */
  Path trash() {
    return root.resolve("trash");
  }

  /** Returns the directory of damaged and foreign files. */
  Path quarantine() {
    return root.resolve("set-aside");
  }
}
