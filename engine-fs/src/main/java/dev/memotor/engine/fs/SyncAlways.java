package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes every change durable before it is acknowledged. */
final class SyncAlways implements Durability {

  private final Disk disk;

  SyncAlways(Disk disk) {
    this.disk = disk;
  }

  @Override
  public Commit begin() {
    return new Group();
  }

  @Override
  public boolean forces() {
    return true;
  }

  @Override
  public int groupSize() {
    // The file system merges concurrent forces; on one thread they would queue up.
    return 1;
  }

  @Override
  public boolean defers() {
    return false;
  }

  @Override
  public long pending() {
    return 0;
  }

  @Override
  public void close() {}

  private final class Group implements Commit {

    private final List<IndexEntry> entries = new ArrayList<>();
    private final List<DiskFile> files = new ArrayList<>();
    private final Set<Path> directories = new LinkedHashSet<>();

    @Override
    public void written(Key key, IndexEntry entry, DiskFile file) {
      entries.add(entry);
      files.add(file);
    }

    @Override
    public void renamed(Path directory) {
      directories.add(directory);
    }

    @Override
    public boolean isImmediate() {
      return false;
    }

    @Override
    public void finish() throws IOException {
      IOException failure = null;
      for (int i = 0; i < files.size(); i++) {
        try (DiskFile file = files.get(i)) {
          file.force();
          entries.get(i).forced();
        } catch (IOException e) {
          failure = joined(failure, e);
        }
      }
      for (Path directory : directories) {
        try {
          disk.forceDirectory(directory);
        } catch (NoSuchFileException e) {
          // A flush has moved the directory to the trash, with the changes in it.
          continue;
        } catch (IOException e) {
          failure = joined(failure, e);
        }
      }
      if (failure != null) {
        throw failure;
      }
    }

    private IOException joined(IOException first, IOException next) {
      if (first == null) {
        return next;
      }
      first.addSuppressed(next);
      return first;
    }
  }
}
