package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Leaves writing to the operating system: changes survive the death of the process, but not a power
 * failure.
 */
final class SyncNever implements Durability, Commit {

  @Override
  public Commit begin() {
    return this;
  }

  @Override
  public void written(Key key, IndexEntry entry, DiskFile file) throws IOException {
    // As durable as it gets here, so that the next change takes the other slot.
    entry.forced();
    file.close();
  }

  @Override
  public void renamed(Path directory) {}

  @Override
  public boolean isImmediate() {
    return true;
  }

  @Override
  public void finish() {}

  @Override
  public boolean forces() {
    return false;
  }

  @Override
  public int groupSize() {
    return 8;
  }

  @Override
  public boolean defers() {
    return true;
  }

  @Override
  public long pending() {
    return 0;
  }

  @Override
  public void close() {}
}
