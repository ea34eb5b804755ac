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
 * The index as of the last clean shutdown, so that a start need not open every file:
 *
 * <pre>
 *  0  magic        4 bytes, "mmix"
 *  4  version      4 bytes, {@value #VERSION}, big endian, as all numbers here
 *  8  CAS          8 bytes, that of the state file written right afterwards
 * 16  items        8 bytes
 * 24  directories  {@value DirectoryHash#DIRECTORIES} times 8 bytes: when a name in it last changed
 *     items        each: key length, attempt, areas, slot, fetched (1 byte each), slot length
 *                  (4 bytes), {@link SlotHeader}, key
 *     CRC-32C      4 bytes, over all before
 * </pre>
 *
 * <p>The snapshot is a hint. It is deleted before the first change after a start, so that a crash
 * leaves none. A directory in which a name was created or removed since is read file by file, as if
 * there were no snapshot. A change to a file that kept its name is found when its item is first
 * used, because its entry is only {@linkplain IndexEntry#isRemembered remembered} until then.
 */
final class IndexSnapshot {

  static final String NAME = "memotor-fs.index";

  private static final Logger LOG = LoggerFactory.getLogger(IndexSnapshot.class);

  private static final int MAGIC = 0x6d6d6978;
  private static final int VERSION = 1;
  private static final int CRC_LENGTH = 4;
  private static final int BUFFER = 64 << 10;

  /** For a directory that does not exist. */
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
   * Writes the index; nothing may change from then on.
   *
   * @param cas the CAS mark that the state file will hold
   */
  void write(Index index, long cas) throws IOException {
    long[] changes = changes();
    // Removed with the other temporary files if this is interrupted.
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
      // On a full disk, the items need its space.
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

  /** Visits one item of a snapshot. */
  @FunctionalInterface
  interface Visitor {
    void visit(Key key, IndexEntry entry);
  }

  /**
   * Visits the items of all directories in which no name has changed.
   *
   * @param cas the CAS mark in the state file
   * @param durable whether all files would survive a power failure now
   * @return which directories these are; none if there is no usable snapshot
   */
  boolean[] read(long cas, boolean durable, Visitor visitor) throws IOException {
    boolean[] known = new boolean[DirectoryHash.DIRECTORIES];
    try (DiskFile source = disk.openUnknown(file)) {
      if (!isWhole(source)) {
        LOG.warn("{} is damaged; all files will be read instead", file);
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
      LOG.warn("{} is {}; all files will be read instead", file, e.getReason());
      return known;
    }
  }

  /** Visits the keys of all items, whether or not their directories have changed. */
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
      LOG.trace("there is no index of the last shutdown");
    }
  }

  /** Opens a snapshot; returns null if it is of another version or another shutdown. */
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

  /** Deletes the snapshot durably, which must happen before anything in it changes. */
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
        // A directory is created with its first item.
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
