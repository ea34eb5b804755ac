package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.nio.file.Path;

/** The operating system writes when it likes: safe if the process dies, not if the power does. */
final class SyncNever implements Durability, Commit {

  @Override
  public Commit begin() {
    return this;
  }

  @Override
  public void written(Key key, IndexEntry entry, DiskFile file) throws IOException {
    // As durable as it will ever get here, so that the next change takes the other slot.
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
