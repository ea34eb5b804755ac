package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a group of changes as durable as the sync policy requires. Used by one thread, which stays
 * in the lanes of all their keys until {@link #finish} returns.
 */
interface Commit {

  /** Adds an item's file that has been written, and takes over closing it. */
  void written(Key key, IndexEntry entry, DiskFile file) throws IOException;

  /** Adds a directory in which a name was created or removed. */
  void renamed(Path directory);

  /** Returns whether {@link #finish} does nothing, so that nobody needs to wait for it. */
  boolean isImmediate();

  /** Makes everything added as durable as an acknowledgement promises. */
  void finish() throws IOException;
}
