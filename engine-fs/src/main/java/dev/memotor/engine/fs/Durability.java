package dev.memotor.engine.fs;

import java.io.IOException;

/** Implements a sync policy. */
interface Durability extends AutoCloseable {

  Commit begin();

  /** Returns whether changes are ever forced. */
  boolean forces();

  /** Returns the minimum number of changes that one commit should hold, if there are that many. */
  int groupSize();

  /**
   * Returns whether a change is currently only a write to the page cache, which does not wait for
   * the disk.
   */
  boolean defers();

  /** Returns the number of acknowledged changes that a power failure would lose. */
  long pending();

  /** Makes durable what the policy promises after a clean shutdown. */
  @Override
  void close() throws IOException;
}
