package dev.memotor.engine.fs;

import java.io.IOException;

/** A sync policy at work. */
interface Durability extends AutoCloseable {

  Commit begin();

  /** Whether changes are ever forced at all. */
  boolean forces();

  /** How many changes one commit should hold at least, if there are as many. */
  int groupSize();

  /** Whether a change is no more than a write now: nobody would wait for the disk itself. */
  boolean defers();

  /** Changes acknowledged that a power cut would take. */
  long pending();

  /** Makes durable what the policy promises to be durable after a good end. */
  @Override
  void close() throws IOException;
}
