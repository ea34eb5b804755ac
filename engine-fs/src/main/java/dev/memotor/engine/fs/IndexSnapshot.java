package dev.memotor.engine.fs;

import dev.memotor.engine.Key;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index as it was at the last clean shutdown, so that a start need not open every file:
 *
 * <pre>
 *  0  magic        4 bytes, "mmix"
 *  4  version      4 bytes, {@value #VERSION}, big endian, as all numbers here
 *  8  CAS          8 bytes, that of the state file written right afterwards
 * 16  items        8 bytes
 * 24  directories  {@value DirectoryHash#DIRECTORIES} times 8 bytes: when a name in it changed last
 *     items        each: key length, attempt, areas, slot, fetched (1 byte each), slot length
 *                  (4 bytes), {@link SlotHeader}, key
 *     CRC-32C      4 bytes, over all before
 * </pre>
 *
 * <p>It is a hint and never the truth. It is gone from the disk before the first change after a
 * start, so that a crash leaves none. A directory in which a name has come or gone since is read as
 * if there were no snapshot; and what was written into a file that kept its name is found when its
 * item is used for the first time, because its entry is only {@linkplain IndexEntry#isRemembered
 * remembered} until then.
 */
final class IndexSnapshot {

  static final String NAME = "memotor-fs.index";

  private static final Logger LOG = LoggerFactory.getLogger(IndexSnapshot.class);

  private static final int MAGIC = 0x6d6d6978;
  private static final int VERSION = 1;
  private static final int CRC_LENGTH = 4;
  private static final int BUFFER = 64 << 10;

  /** For a directory that is not there. */
  private static final long ABSENT = Long.MIN_VALUE;

  private final Disk disk;
  private final ItemPaths paths;
  private final Path file;

  IndexSnapshot(Disk disk, ItemPaths paths) {
    this.disk = disk;
    this.paths = paths;
    this.file = paths.root().resolve(NAME);
  }

  /**
   * Writes the index. Nothing changes meanwhile, nor afterwards before the end.
   *
   * @param cas what the state file is about to say
   */
  void write(Index index, long cas) throws IOException {
    long[] changes = changes();
    // Cleared with the other temporaries if this is not finished.
    Path temporary = paths.temporaries().resolve(NAME);
    DiskFile target = disk.create(temporary);
    try (target) {
      Sink sink = new Sink(target);
      DataOutputStream out = new DataOutputStream(new BufferedOutputStream(sink, BUFFER));
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeLong(cas);
      out.writeLong(index.size());
      for (long change : changes) {
        out.writeLong(change);
      }
      byte[] header = new byte[SlotHeader.LENGTH];
      for (Map.Entry<Key, IndexEntry> item : index.all()) {
        write(out, item.getKey().bytes(), item.getValue(), header);
      }
      out.flush();
      out.writeInt((int) sink.crc.getValue());
      out.flush();
      target.force();
    } catch (IOException e) {
      // On a full disk the items need its space.
      disk.delete(temporary);
      throw e;
    }
    disk.rename(temporary, file);
    disk.forceDirectory(paths.root());
  }

  private static void write(DataOutputStream out, byte[] key, IndexEntry entry, byte[] header)
      throws IOException {
    out.writeByte(key.length);
    out.writeByte(entry.attempt());
    out.writeByte(entry.layout().areas());
    out.writeByte(entry.slot());
    out.writeBoolean(entry.isFetched());
    out.writeInt(entry.layout().slotLength());
    entry.header().write(header, 0);
    out.write(header);
    out.write(key);
  }

  /** Sees one item of a snapshot. */
  @FunctionalInterface
  interface Visitor {
    void visit(Key key, IndexEntry entry);
  }

  /**
   * Shows the items of all directories in which no name has changed.
   *
   * @param cas what the state file says
   * @param durable whether everything that is there would survive a power cut now
   * @return which directories these are; none if there is no snapshot that can be used
   */
  boolean[] read(long cas, boolean durable, Visitor visitor) throws IOException {
    boolean[] known = new boolean[DirectoryHash.DIRECTORIES];
    try (DiskFile source = disk.openUnknown(file)) {
      if (!isWhole(source)) {
        LOG.warn("{} is damaged; all files are read instead", file);
        return known;
      }
      DataInputStream in = open(source, cas);
      if (in == null) {
        return known;
      }
      long items = in.readLong();
      long[] now = changes();
      for (int i = 0; i < known.length; i++) {
        known[i] = in.readLong() == now[i];
      }
      Reader reader = new Reader(in, durable);
      for (long i = 0; i < items; i++) {
        Key key = reader.next();
        if (known[DirectoryHash.directoryOf(key)]) {
          visitor.visit(key, reader.entry);
        }
      }
      return known;
    } catch (NoSuchFileException e) {
      return known;
    } catch (NotRegularFileException e) {
      LOG.warn("{} is {}; all files are read instead", file, e.getReason());
      return known;
    }
  }

  /** Shows the keys of all items, whether their directories have changed or not. */
  void keys(long cas, Consumer<Key> visitor) throws IOException {
    try (DiskFile source = disk.openUnknown(file)) {
      DataInputStream in = isWhole(source) ? open(source, cas) : null;
      if (in == null) {
        return;
      }
      long items = in.readLong();
      in.skipNBytes((long) DirectoryHash.DIRECTORIES * Long.BYTES);
      Reader reader = new Reader(in, false);
      for (long i = 0; i < items; i++) {
        visitor.accept(reader.next());
      }
    } catch (NoSuchFileException | NotRegularFileException e) {
      LOG.trace("no index of the last shutdown");
    }
  }

  /** Begins to read; null if it is of another version or of another end. */
  private static DataInputStream open(DiskFile source, long cas) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(new Source(source), BUFFER));
    return in.readInt() == MAGIC && in.readInt() == VERSION && in.readLong() == cas ? in : null;
  }

  private static final class Reader {

    IndexEntry entry;
    private final DataInputStream in;
    private final boolean durable;
    private final byte[] header = new byte[SlotHeader.LENGTH];

    Reader(DataInputStream in, boolean durable) {
      this.in = in;
      this.durable = durable;
    }

    Key next() throws IOException {
      byte[] key = new byte[in.readUnsignedByte()];
      entry = new IndexEntry(in.readByte());
      int areas = in.readByte();
      int slot = in.readByte();
      boolean fetched = in.readBoolean();
      Layout layout = new Layout(areas, in.readInt());
      in.readFully(header);
      in.readFully(key);
      entry.remembered(layout, slot, SlotHeader.read(header, 0), fetched, durable);
      return Key.of(key);
    }
  }

  private static boolean isWhole(DiskFile source) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] chunk = new byte[BUFFER];
    long end = source.size() - CRC_LENGTH;
    for (long done = 0; done < end; ) {
      int count = source.read(done, chunk, 0, (int) Math.min(chunk.length, end - done));
      if (count <= 0) {
        return false;
      }
      crc.update(chunk, 0, count);
      done += count;
    }
    return end > 0
        && source.read(end, chunk, 0, CRC_LENGTH) == CRC_LENGTH
        && ByteBuffer.wrap(chunk).getInt() == (int) crc.getValue();
  }

  /** Removes the snapshot for good: to be done before anything of what it tells changes. */
  void discard() throws IOException {
    if (disk.exists(file)) {
      disk.delete(file);
      disk.forceDirectory(paths.root());
    }
  }

  private long[] changes() throws IOException {
    long[] changes = new long[DirectoryHash.DIRECTORIES];
    Arrays.fill(changes, ABSENT);
    for (int i = 0; i < changes.length; i++) {
      try {
        changes[i] = disk.changedAt(paths.directory(i));
      } catch (NoSuchFileException e) {
        // Directories are made when their first item comes.
        continue;
      }
    }
    return changes;
  }

  private static final class Sink extends OutputStream {

    final CRC32C crc = new CRC32C();
    private final DiskFile target;
    private long position;

    Sink(DiskFile target) {
      this.target = target;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      target.write(position, bytes, from, length);
      crc.update(bytes, from, length);
      position += length;
    }
  }

  private static final class Source extends InputStream {

    private final DiskFile source;
    private long position;

    Source(DiskFile source) {
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 1 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = source.read(position, bytes, from, length);
      position += count;
      return count == 0 && length > 0 ? -1 : count;
    }
  }
}
