package dev.memotor.engine.fs;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and changes the files of items, and keeps the index consistent with them. Callers are in
 * the key's lane.
 */
final class ItemTree {

  private static final Logger LOG = LoggerFactory.getLogger(ItemTree.class);
  private static final int MAX_ATTEMPTS = 99;

  /** At most this many files removed or replaced by others are logged. */
  private static final int MOST_LOGGED = 100;

  /** Values up to this length are copied behind their header and written with it. */
  private static final int ONE_WRITE = 64 << 10;

  private final Disk disk;
  private final ItemPaths paths;
  private final Index index;
  private final ExpirySchedule schedule;
  private final Quarantine quarantine;
  private final boolean forces;
  private final AtomicLong temporaries = new AtomicLong();
  private final AtomicLong removed = new AtomicLong();
  private final AtomicLong replaced = new AtomicLong();

  ItemTree(
      Disk disk,
      ItemPaths paths,
      Index index,
      ExpirySchedule schedule,
      Quarantine quarantine,
      boolean forces) {
    this.disk = disk;
    this.paths = paths;
    this.index = index;
    this.schedule = schedule;
    this.quarantine = quarantine;
    this.forces = forces;
  }

  /**
   * Returns a key's entry, after checking it against its file if that has not been done since the
   * start.
   *
   * @return null if there is no item
   */
  IndexEntry find(Key key) {
    IndexEntry entry = index.get(key);
    return entry == null || !entry.isRemembered() ? entry : confirm(key, entry);
  }

  private IndexEntry confirm(Key key, IndexEntry entry) {
    Path path = paths.of(key, entry.attempt());
    ItemFile.Content content;
    try (DiskFile file = disk.openUnknown(path)) {
      content = ItemFile.read(file, LastEnd.CLEAN, false);
    } catch (NoSuchFileException e) {
      gone(key, entry, path);
      return null;
    } catch (NotRegularFileException e) {
      lose(key, entry, path, e.getReason() + " where an item's file was");
      return null;
    } catch (IOException e) {
      throw DiskFailure.of("read", path, e);
    }
    if (content.state() != ItemFile.State.WHOLE || !content.key().equals(key)) {
      lose(key, entry, path, "damaged, so its item is lost");
      return null;
    }
    if (!entry.confirm(content)) {
      if (replaced.incrementAndGet() <= MOST_LOGGED) {
        LOG.warn("{} was replaced since the last shutdown; its new content is served", path);
      }
      takeOver(key, entry, content);
    }
    return entry;
  }

  private void takeOver(Key key, IndexEntry entry, ItemFile.Content content) {
    long before = Index.bytesOf(key, entry);
    entry.recovered(content, false);
    index.grow(Index.bytesOf(key, entry) - before);
    schedule(key, entry);
  }

  private void gone(Key key, IndexEntry entry, Path path) {
    if (removed.incrementAndGet() <= MOST_LOGGED) {
      LOG.warn("an item's file was removed by another program: {}", path);
    }
    index.remove(key, entry);
  }

  /** Drops an item whose file cannot be trusted, and quarantines the file. */
  private void lose(Key key, IndexEntry entry, Path path, String why) {
    try {
      quarantine.move(path, why);
    } catch (IOException e) {
      throw DiskFailure.of("quarantine", path, e);
    }
    index.remove(key, entry);
  }

  /**
   * Reads the value of an item.
   *
   * @return null if the file is gone or damaged; the item is then gone as well
   */
  byte[] read(Key key, IndexEntry entry) {
    Path path = paths.of(key, entry.attempt());
    byte[] value = new byte[entry.valueLength()];
    try (DiskFile file = disk.open(path, false)) {
      int count = file.read(entry.layout().valueOffset(entry.area()), value, 0, value.length);
      if (count == value.length && SlotHeader.crc(value, 0, count) == entry.valueCrc()) {
        return value;
      }
    } catch (NoSuchFileException e) {
      gone(key, entry, path);
      return null;
    } catch (IOException e) {
      throw DiskFailure.of("read", path, e);
    }
    lose(key, entry, path, "damaged in its value, so its item is lost");
    return null;
  }

  /**
   * Stores an item.
   *
   * @param entry the current entry, or null
   * @param sameValue whether the value is the one already stored
   */
  void put(Key key, IndexEntry entry, Item item, boolean sameValue, Commit commit) {
    if (entry == null) {
      create(key, item, commit);
    } else if (sameValue || entry.layout().accepts(item.value().length())) {
      change(key, entry, item, sameValue, commit);
    } else {
      replace(key, entry, item, commit);
    }
  }

  /** Removes an item. */
  void remove(Key key, IndexEntry entry, Commit commit) {
    Path path = paths.of(key, entry.attempt());
    try {
      disk.delete(path);
    } catch (NoSuchFileException e) {
      LOG.debug("the file of a deleted item was gone already: {}", path);
    } catch (IOException e) {
      throw DiskFailure.of("delete", path, e);
    }
    index.remove(key, entry);
    commit.renamed(paths.directoryOf(key));
  }

  private void create(Key key, Item item, Commit commit) {
    Layout layout = Layout.forValue(item.value().length());
    for (int attempt = 0; attempt <= MAX_ATTEMPTS; attempt++) {
      Path path = paths.of(key, attempt);
      IndexEntry entry = new IndexEntry(attempt);
      try {
        DiskFile file = createFile(path, DirectoryHash.directoryOf(key));
        SlotHeader header = fill(file, path, key, layout, item, SlotHeader.FIRST);
        entry.created(layout, header, item, false);
        index.put(key, entry);
        index.grow(Index.bytesOf(key, entry));
        schedule(key, entry);
        commit.written(key, entry, file);
        commit.renamed(paths.directoryOf(key));
        return;
      } catch (FileAlreadyExistsException e) {
        LOG.warn(
            "{} has the name of an item's file; it stays, and the item takes another name", path);
      } catch (IOException e) {
        throw DiskFailure.of("write", path, e);
      }
    }
    throw new EngineException(
        EngineException.Kind.INTERNAL,
        "foreign files have all names possible for " + paths.of(key, 0) + "; move them away");
  }

  private DiskFile createFile(Path path, int directory) throws IOException {
    try {
      return disk.create(path);
    } catch (NoSuchFileException e) {
      makeDirectory(paths.items());
      makeDirectory(paths.directory(directory));
      return disk.create(path);
    }
  }

  private void makeDirectory(Path directory) throws IOException {
    try {
      disk.createDirectory(directory);
      if (forces) {
        disk.forceDirectory(directory.getParent());
      }
    } catch (FileAlreadyExistsException e) {
      LOG.trace("{} exists already", directory);
    }
  }

  /** Writes a complete new file, or deletes it again on failure. */
  private SlotHeader fill(
      DiskFile file, Path path, Key key, Layout layout, Item item, long sequence)
      throws IOException {
    byte[] value = item.value().bytes();
    SlotHeader header =
        SlotHeader.of(item, 0, sequence, value.length, SlotHeader.crc(value, 0, value.length));
    try {
      if (value.length <= ONE_WRITE) {
        byte[] all = new byte[Preamble.LENGTH + SlotHeader.LENGTH + value.length];
        new Preamble(key, layout).write(all);
        header.write(all, Preamble.LENGTH);
        System.arraycopy(value, 0, all, Preamble.LENGTH + SlotHeader.LENGTH, value.length);
        file.write(0, all, 0, all.length);
      } else {
        byte[] preamble = new byte[Preamble.LENGTH];
        new Preamble(key, layout).write(preamble);
        file.write(0, preamble, 0, preamble.length);
        file.write(layout.valueOffset(0), value, 0, value.length);
        // The header comes last: a file without one was never finished.
        writeHeader(file, layout, 0, header);
      }
      return header;
    } catch (IOException e) {
      try (file) {
        disk.delete(path);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static void writeHeader(DiskFile file, Layout layout, int slot, SlotHeader header)
      throws IOException {
    byte[] bytes = new byte[SlotHeader.LENGTH];
    header.write(bytes, 0);
    file.write(layout.headerOffset(slot), bytes, 0, bytes.length);
  }

  /** Writes to the slot that is not current. */
  private void change(Key key, IndexEntry entry, Item item, boolean sameValue, Commit commit) {
    Path path = paths.of(key, entry.attempt());
    DiskFile file;
    try {
      file = disk.open(path, true);
    } catch (NoSuchFileException e) {
      gone(key, entry, path);
      if (!sameValue) {
        create(key, item, commit);
      }
      return;
    } catch (IOException e) {
      throw DiskFailure.of("write", path, e);
    }
    try {
      long before = Index.bytesOf(key, entry);
      writeSlot(file, entry, item, sameValue);
      index.grow(Index.bytesOf(key, entry) - before);
      schedule(key, entry);
      commit.written(key, entry, file);
    } catch (IOException e) {
      reload(key, entry, file, path, e);
      throw DiskFailure.of("write", path, e);
    }
  }

  private void writeSlot(DiskFile file, IndexEntry entry, Item item, boolean sameValue)
      throws IOException {
    Layout layout = entry.layout();
    boolean switches = entry.maySwitchSlot();
    if (!switches && !entry.mayStayInSlot(sameValue)) {
      file.force();
      entry.forced();
      switches = true;
    }
    int slot = switches ? 1 - entry.slot() : entry.slot();
    int area = sameValue || !switches ? entry.area() : 1 - entry.area();
    byte[] value = item.value().bytes();
    int length = sameValue ? entry.valueLength() : value.length;
    int crc = sameValue ? entry.valueCrc() : SlotHeader.crc(value, 0, length);
    SlotHeader header = SlotHeader.of(item, area, entry.sequence() + 1, length, crc);
    if (!sameValue && slot == area && layout.isOneBlock()) {
      byte[] both = new byte[SlotHeader.LENGTH + length];
      header.write(both, 0);
      System.arraycopy(value, 0, both, SlotHeader.LENGTH, length);
      file.write(layout.headerOffset(slot), both, 0, both.length);
    } else {
      // The value comes first: if the process dies in between, no header refers to half a value.
      if (!sameValue) {
        file.write(layout.valueOffset(area), value, 0, length);
      }
      writeHeader(file, layout, slot, header);
    }
    if (entry.needsMark(slot)) {
      Preamble.mark(file);
      entry.marked();
    }
    entry.written(slot, header, item);
  }

  /** Replaces a file that the value does not fit by a new one. */
  private void replace(Key key, IndexEntry entry, Item item, Commit commit) {
    Path path = paths.of(key, entry.attempt());
    Path temporary = paths.temporaries().resolve(Long.toString(temporaries.incrementAndGet()));
    Layout layout = Layout.forValue(item.value().length());
    try {
      SlotHeader header;
      DiskFile file = disk.create(temporary);
      header = fill(file, temporary, key, layout, item, entry.sequence() + 1);
      try (file) {
        if (forces) {
          // Before the rename, or a power failure could leave the new name without content.
          file.force();
        }
        disk.rename(temporary, path);
      } catch (IOException e) {
        discard(temporary, e);
        throw e;
      }
      long before = Index.bytesOf(key, entry);
      entry.created(layout, header, item, true);
      index.grow(Index.bytesOf(key, entry) - before);
      schedule(key, entry);
      commit.renamed(paths.directoryOf(key));
    } catch (IOException e) {
      throw DiskFailure.of("replace", path, e);
    }
  }

  private void discard(Path temporary, IOException cause) {
    try {
      if (disk.exists(temporary)) {
        disk.delete(temporary);
      }
    } catch (IOException e) {
      // The next start deletes it.
      cause.addSuppressed(e);
    }
  }

  /** Continues with what the file holds after a failed write. */
  private void reload(Key key, IndexEntry entry, DiskFile open, Path path, IOException cause) {
    try (DiskFile file = open) {
      // The write may have been cut short anywhere, as by a power failure.
      ItemFile.Content content = ItemFile.read(file, LastEnd.POWER_CUT, true);
      if (content.state() == ItemFile.State.WHOLE && content.key().equals(key)) {
        takeOver(key, entry, content);
        ItemFile.settle(file, content);
      } else {
        LOG.error("{} is {} after a failed write", path, content.state());
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void schedule(Key key, IndexEntry entry) {
    schedule.add(key, entry);
  }
}
