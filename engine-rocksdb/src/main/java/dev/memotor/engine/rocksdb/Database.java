package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.KeyMayExist;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB itself: the only class that touches its handles. Thread-safe except for {@link #close}
 * and {@link #reopen}, whose callers ensure with a {@link UseGate} that nobody else is inside: a
 * call on a closed handle crashes the process.
 */
final class Database implements AutoCloseable {

  /** What a write waits for. */
  enum WriteMode {
    /** Fails instead of waiting for flushes and compactions. */
    NO_STALL,
    /** Waits for flushes and compactions. */
    MAY_STALL,
    /** Waits for flushes and compactions, and until it is on disk. */
    DURABLE
  }

  /** The column families, in the order in which they were created: their ids. */
  enum Family {
    ITEMS("default"),
    EXPIRY("expiry"),
    META("meta");

    private final byte[] familyName;

    Family(String familyName) {
      this.familyName = familyName.getBytes(StandardCharsets.US_ASCII);
    }

    int id() {
      return ordinal();
    }
  }

  /** Returned for a value that was not read because it may be on disk. */
  static final int NOT_IN_RAM = -2;

  private static final long FORMAT = 1;

  /** Disk space that opening needs besides the tables into which the log is moved. */
  private static final long OPENING_BYTES = 1 << 20;

  private final StoreOptions options;
  private final StoreDirectory directory;
  private final LongSupplier usableBytes;
  private final ReadOptions fromRam = new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER);
  private final ReadOptions fromDisk = new ReadOptions();
  private final ReadOptions withoutCaching = new ReadOptions().setFillCache(false);
  private final WriteOptions noStall = new WriteOptions().setNoSlowdown(true);
  private final WriteOptions mayStall = new WriteOptions();
  private final WriteOptions durable = new WriteOptions().setSync(true);
  private NativeOptions natives;
  private RocksDB db;
  private ColumnFamilyHandle[] families;
  private volatile boolean readOnly;
  private long recoveryBytes;

  private Database(StoreOptions options, StoreDirectory directory, LongSupplier usableBytes) {
    this.options = options;
    this.directory = directory;
    this.usableBytes = usableBytes;
  }

  /**
   * Opens or creates the database; read-only if there is no space to recover it.
   *
   * @param usableBytes returns the free disk space
   * @throws EngineException of a kind for {@link dev.memotor.engine.EngineProvider#open}
   */
  static Database open(StoreOptions options, StoreDirectory directory, LongSupplier usableBytes) {
    NativeLibrary.load();
    Database database = new Database(options, directory, usableBytes);
    boolean done = false;
    try {
      database.openFirst();
      done = true;
      return database;
    } finally {
      if (!done) {
        database.close();
      }
    }
  }

  private void openFirst() {
    StoreIdentity identity = directory.identity();
    boolean full = false;
    try {
      if (identity.isPresent()) {
        checkFiles(identity.expected());
        full = !hasRoomToRecover();
      }
      identity.claim();
      if (!full) {
        openForWriting();
      }
    } catch (IOException e) {
      throw Failures.unreadable(directory.path(), e);
    } catch (EngineException e) {
      if (e.kind() != Kind.FULL || !identity.isPresent()) {
        throw e;
      }
      full = true;
      LOG.debug("the store cannot be opened for writing", e);
      closeHandles();
    }
    if (full) {
      LOG.error(
          "the disk of {} has no space to recover the store, which is read-only until there is",
          directory.path());
      openHandles(true);
    }
  }

  private void openForWriting() throws IOException {
    openHandles(false);
    checkFormat();
    directory.identity().opened(db.getLatestSequenceNumber());
  }

  private void checkFiles(StoreCheck.Expected expected) {
    requireUnlocked();
    recoveryBytes = StoreCheck.check(directory.path(), directory.walPath(), expected);
  }

  /** Returns whether there is space to move the log to tables. */
  boolean hasRoomToRecover() {
    long needed = recoveryBytes + recoveryBytes / 8 + OPENING_BYTES;
    if (usableBytes.getAsLong() >= needed) {
      return true;
    }
    StoreCheck.removeOrphans(directory.path());
    return usableBytes.getAsLong() >= needed;
  }

  /** Checks RocksDB's own lock, which any program takes that opens the store. */
  private void requireUnlocked() {
    Path lock = directory.path().resolve("LOCK");
    if (!Files.exists(lock)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock()) {
      if (held == null) {
        throw new EngineException(
            Kind.UNAVAILABLE,
            directory.path()
                + " is in use by another program, which holds "
                + lock
                + "; stop that program, or choose another directory");
      }
    } catch (IOException e) {
      throw new EngineException(Kind.UNAVAILABLE, lock + " cannot be locked: " + e, e);
    }
  }

  private void openHandles(boolean readOnly) {
    natives = new NativeOptions(options);
    List<ColumnFamilyDescriptor> descriptors =
        List.of(
            new ColumnFamilyDescriptor(Family.ITEMS.familyName, natives.items()),
            new ColumnFamilyDescriptor(Family.EXPIRY.familyName, natives.expiry()),
            new ColumnFamilyDescriptor(Family.META.familyName, natives.meta()));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    String path = directory.path().toString();
    try {
      checkFamilies(path);
      DBOptions how =
          natives.database(directory.walPath(), hasLogs() || !directory.identity().isPresent());
      db =
          readOnly
              ? RocksDB.openReadOnly(how, path, descriptors, handles)
              : RocksDB.open(how, path, descriptors, handles);
      families = handles.toArray(new ColumnFamilyHandle[0]);
      this.readOnly = readOnly;
      for (Family family : Family.values()) {
        if (families[family.id()].getID() != family.id()) {
          throw Failures.damaged(
              directory.path(),
              "column family " + family + " has id " + families[family.id()].getID(),
              null);
        }
      }
    } catch (RocksDBException e) {
      throw opening(e);
    }
  }

  private void checkFamilies(String path) throws RocksDBException {
    if (!Files.exists(Path.of(path, "CURRENT"))) {
      return;
    }
    Set<String> known = Set.of("default", "expiry", "meta");
    try (Options none = new Options()) {
      Set<String> found =
          RocksDB.listColumnFamilies(none, path).stream()
              .map(name -> new String(name, StandardCharsets.UTF_8))
              .collect(Collectors.toSet());
      found.removeAll(known);
      if (!found.isEmpty()) {
        throw new EngineException(
            Kind.CONFIGURATION,
            "the store in "
                + path
                + " has column families that this version of memotor does not know ("
                + String.join(", ", found)
                + "); use the version that wrote it");
      }
    }
  }

  private void checkFormat() {
    byte[] format = readMeta(StoreKeys.FORMAT);
    if (format == null) {
      if (!isEmpty()) {
        throw Failures.damaged(directory.path(), "it has items but no format version", null);
      }
      writeMeta(StoreKeys.FORMAT, StoreKeys.number(FORMAT), WriteMode.DURABLE);
    } else if (format.length != Long.BYTES || StoreKeys.number(format) != FORMAT) {
      throw new EngineException(
          Kind.CONFIGURATION,
          "the store in "
              + directory.path()
              + " has format "
              + (format.length == Long.BYTES ? StoreKeys.number(format) : "unknown")
              + ", this version of memotor reads format "
              + FORMAT
              + "; use the version that wrote it");
    }
  }

  private boolean isEmpty() {
    try (RocksIterator items = iterate(Family.ITEMS, fromDisk)) {
      items.seekToFirst();
      return !items.isValid();
    }
  }

  private boolean hasLogs() {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory.walPath(), "*.log")) {
      return logs.iterator().hasNext();
    } catch (IOException e) {
      throw Failures.unreadable(directory.walPath(), e);
    }
  }

  private EngineException opening(RocksDBException e) {
    String reason = Failures.reason(e);
    if (Failures.isNoSpace(e)) {
      return new EngineException(
          Kind.FULL,
          "there is no space on the disk of " + directory.path() + " to open the store: " + reason,
          e);
    }
    return switch (Failures.code(e)) {
      case Corruption, InvalidArgument, NotFound -> Failures.damaged(directory.path(), reason, e);
      default ->
          new EngineException(
              Kind.UNAVAILABLE,
              "the store in " + directory.path() + " cannot be opened: " + reason,
              e);
    };
  }

  /**
   * Reads a value of {@link Family#ITEMS}.
   *
   * @param mayUseDisk if false, reading a value that is not in RAM fails; see {@link
   *     Failures#needsDisk}
   * @return the length of the value, of which as much as fits was copied; or {@link
   *     RocksDB#NOT_FOUND}
   */
  int readItem(byte[] key, int keyLength, byte[] target, boolean mayUseDisk)
      throws RocksDBException {
    return db.get(
        families[0], mayUseDisk ? fromDisk : fromRam, key, 0, keyLength, target, 0, target.length);
  }

  /**
   * Reads like {@link #readItem} without the disk, and reports a value that is not in RAM without
   * an exception, which would take four times as long.
   *
   * @param key from its position to its limit, consumed; both buffers are direct
   * @param target cleared; receives the value between its position and its limit
   * @return as for {@link #readItem}, or {@link #NOT_IN_RAM}
   */
  int readItemFromRam(ByteBuffer key, ByteBuffer target) throws RocksDBException {
    KeyMayExist answer = db.keyMayExist(families[0], fromRam, key, target);
    return switch (answer.exists) {
      case kExistsWithValue -> answer.valueLength;
      case kExistsWithoutValue -> NOT_IN_RAM;
      // keyMayExist reports failures as absence, get does not.
      case kNotExist -> db.get(families[0], fromRam, key, target.clear());
    };
  }

  /** Reads like {@link #readItem}, without filling the cache. */
  int readItemWithoutCaching(byte[] key, int keyLength, byte[] target) throws RocksDBException {
    return db.get(families[0], withoutCaching, key, 0, keyLength, target, 0, target.length);
  }

  /** Writes a serialized batch atomically. */
  void write(byte[] batch, WriteMode mode) throws RocksDBException {
    boolean isDurable = mode == WriteMode.DURABLE;
    long before = isDurable ? db.getLatestSequenceNumber() : 0;
    try (WriteBatch writes = new WriteBatch(batch)) {
      db.write(writeOptions(mode), writes);
      written(mode, isDurable ? before + writes.count() : 0);
    }
  }

  /**
   * Records how far the log extends.
   *
   * @param last the write up to which a durable one made everything durable
   */
  private void written(WriteMode mode, long last) {
    WalMarks marks = directory.identity().marks();
    marks.setWritten(db.getLatestSequenceNumber());
    if (mode == WriteMode.DURABLE) {
      marks.setSynced(last);
    }
  }

  private WriteOptions writeOptions(WriteMode mode) {
    return switch (mode) {
      case NO_STALL -> noStall;
      case MAY_STALL -> mayStall;
      case DURABLE -> durable;
    };
  }

  /** Returns a value of the meta family, or null. */
  byte[] readMeta(byte[] name) {
    try {
      return db.get(families[Family.META.id()], name);
    } catch (RocksDBException e) {
      throw opening(e);
    }
  }

  void writeMeta(byte[] name, byte[] value, WriteMode mode) {
    long before = db.getLatestSequenceNumber();
    try {
      db.put(families[Family.META.id()], writeOptions(mode), name, value);
      written(mode, before + 1);
    } catch (RocksDBException e) {
      throw Failures.running("the store cannot be written", e);
    }
  }

  /**
   * Writes something insignificant, as a probe.
   *
   * @throws EngineException if the database takes no writes
   */
  void tryWrite() {
    writeMeta(StoreKeys.PROBE, StoreKeys.number(System.nanoTime()), WriteMode.DURABLE);
  }

  /** Iterates over a snapshot of a family; the caller closes the iterator. */
  RocksIterator iterate(Family family, ReadOptions how) {
    return db.newIterator(families[family.id()], how);
  }

  /** Makes everything written so far durable. */
  void syncWal() throws RocksDBException {
    long upTo = db.getLatestSequenceNumber();
    db.syncWal();
    directory.identity().marks().setSynced(upTo);
  }

  /** Writes memtables to files, after which the log is no longer needed. */
  void flushMemtables() throws RocksDBException {
    flushMemtables(false);
  }

  /** Flushes even if that stalls writers, for use when there are none left. */
  void flushMemtablesAtTheEnd() throws RocksDBException {
    flushMemtables(true);
  }

  private void flushMemtables(boolean mayStallWrites) throws RocksDBException {
    long upTo = db.getLatestSequenceNumber();
    try (FlushOptions wait =
        new FlushOptions().setWaitForFlush(true).setAllowWriteStall(mayStallWrites)) {
      db.flush(wait, List.of(families));
    }
    directory.identity().marks().setSynced(upTo);
  }

  /** Returns the number of the last write. */
  long sequence() {
    return db.getLatestSequenceNumber();
  }

  /** Removes a range of keys: whole files at once, the rest later. */
  void deleteRange(Family family, byte[] from, byte[] to) throws RocksDBException {
    ColumnFamilyHandle handle = families[family.id()];
    db.deleteFilesInRanges(handle, List.of(from, to), false);
    db.deleteRange(handle, mayStall, from, to);
    written(WriteMode.MAY_STALL, 0);
  }

  /** Compacts a range; null for an open end. */
  void compact(Family family, byte[] from, byte[] to, CompactRangeOptions how)
      throws RocksDBException {
    db.compactRange(families[family.id()], from, to, how);
  }

  /** Returns a numeric property of one family. */
  long property(Family family, String property) {
    try {
      return db.getLongProperty(families[family.id()], property);
    } catch (RocksDBException e) {
      LOG.debug("RocksDB has no property {}", property, e);
      return 0;
    }
  }

  /** Returns the sum of a numeric property over all families. */
  long property(String property) {
    long sum = 0;
    for (Family family : Family.values()) {
      sum += property(family, property);
    }
    return sum;
  }

  /** Returns the bytes that are only in RAM and the log, and will become tables. */
  long unflushedBytes() {
    return readOnly ? recoveryBytes : property("rocksdb.cur-size-all-mem-tables");
  }

  /** Returns the bytes that concurrent compactions may need before they free any. */
  long compactionBytes() {
    long all = 0;
    long top = 0;
    boolean below = false;
    try {
      // One line per level: its number, its number of files, their megabytes.
      for (String line : db.getProperty(families[0], "rocksdb.levelstats").split("\n")) {
        String[] words = line.strip().split(" +");
        if (words.length == 3 && Character.isDigit(words[0].charAt(0))) {
          long bytes = (Long.parseLong(words[2]) + 1) << 20;
          boolean empty = words[1].equals("0");
          all += empty ? 0 : bytes;
          // All of level 0 is compacted into the first level below that is not empty.
          if (!empty && (words[0].equals("0") || !below)) {
            top += bytes;
            below |= !words[0].equals("0");
          }
        }
      }
    } catch (RocksDBException e) {
      LOG.debug("RocksDB does not report the sizes of its levels", e);
    }
    return Math.min(all, top + NativeOptions.MAX_COMPACTION_BYTES);
  }

  long cacheUsage() {
    return natives.cache().getUsage();
  }

  /**
   * Closes all handles and opens them again, which clears a fatal background error of RocksDB. If
   * the database cannot be opened for writing, it is opened read-only.
   *
   * @throws EngineException if that fails too; then only this method and {@link #close} may be
   *     called
   */
  void reopen() {
    closeHandles();
    try {
      checkFiles(directory.identity().expected());
      openForWriting();
    } catch (EngineException | IOException e) {
      LOG.error("the store is read-only: {}", e.getMessage());
      closeHandles();
      openHandles(true);
    }
  }

  /** Returns whether the store was opened read-only because it cannot be written. */
  boolean isReadOnly() {
    return readOnly;
  }

  /** Records a clean shutdown: the log is empty, and the history ends with the last write. */
  void closedCleanly() {
    directory.identity().closed(db.getLatestSequenceNumber());
  }

  private void closeHandles() {
    if (families != null) {
      for (ColumnFamilyHandle family : families) {
        family.close();
      }
      families = null;
    }
    if (db != null) {
      try {
        db.closeE();
      } catch (RocksDBException e) {
        LOG.warn("RocksDB did not close cleanly: {}", Failures.reason(e));
      } finally {
        db = null;
      }
    }
    if (natives != null) {
      natives.close();
      natives = null;
    }
  }

  @Override
  public void close() {
    closeHandles();
    fromRam.close();
    fromDisk.close();
    withoutCaching.close();
    noStall.close();
    mayStall.close();
    durable.close();
  }
}
