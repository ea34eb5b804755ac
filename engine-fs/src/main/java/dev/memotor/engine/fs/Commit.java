package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a group of changes as durable as the sync policy asks. Used by one thread, which stays in
 * the lanes of all keys concerned until the end.
 */
interface Commit {

  /** An item's file has been written; the file is given away, to be closed. */
  void written(Key key, IndexEntry entry, DiskFile file) throws IOException;

  /** A name has come into a directory or gone from it. */
  void renamed(Path directory);

  /** Whether {@link #finish} has nothing to do, so that nobody need wait for it. */
  boolean isImmediate();

  /** Returns when everything noted is as durable as an acknowledgement promises. */
  void finish() throws IOException;
}
