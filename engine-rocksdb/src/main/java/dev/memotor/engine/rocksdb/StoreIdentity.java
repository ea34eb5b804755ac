package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Identifies a store, the log that belongs to it, and how its last run ended.
 *
 * <p>{@code memotor.store} is in the store's directory, {@code memotor.wal} in that of its log,
 * which is the same unless option {@code wal-dir} says otherwise. Both hold the store's id and the
 * random id of its last run: a log that a copy of the store has used since no longer matches. No
 * path inside the store is recorded, so that it can be moved, copied and restored anywhere. The
 * path and owner of a log outside the store are recorded for messages, and to keep a copy from
 * using the log of a store that still exists.
 */
final class StoreIdentity {

  static final String STORE_FILE = "memotor.store";
  static final String WAL_FILE = "memotor.wal";

  /** Written by older versions: the absolute path of the log's directory. */
  static final String OLD_WAL_FILE = "memotor.wal-dir";

  private static final String ID = "id";
  private static final String RUN = "run";
  private static final String PREVIOUS_RUN = "previous-run";
  private static final String WAL = "wal";
  private static final String INSIDE = "inside";
  private static final String STATE = "state";
  private static final String SEQUENCE = "sequence";
  private static final String BOOT = "boot";
  private static final String STORE = "store";

  private static final String NEW = "new";
  private static final String OPEN = "open";
  private static final String CLOSED = "closed";

  private final Path directory;
  private final Path walDirectory;
  private final Map<String, String> store;
  private final Map<String, String> wal;
  private final StoreCheck.Expected expected;
  private final boolean present;
  private WalMarks marks;
  private boolean inUse;

  private StoreIdentity(
      Path directory,
      Path walDirectory,
      Map<String, String> store,
      Map<String, String> wal,
      boolean present)
      throws IOException {
    this.directory = directory;
    this.walDirectory = walDirectory;
    this.store = store;
    this.wal = wal;
    this.present = present;
    this.expected = expected(walDirectory, store, wal);
  }

  /**
   * Determines which store is in a directory and whether its log is in place; writes nothing.
   *
   * @throws EngineException that says what is wrong and what would be right
   */
  static StoreIdentity examine(Path directory, Path walDirectory) throws IOException {
    Map<String, String> store = StateFile.read(directory.resolve(STORE_FILE));
    if (!isInside(directory, walDirectory) && holdsStore(walDirectory)) {
      throw new EngineException(
          Kind.CONFIGURATION,
          "option 'wal-dir' of engine rocksdb names "
              + walDirectory
              + ", which is the directory of another store; name a separate directory, or omit the"
              + " option to keep the log in "
              + directory);
    }
    Map<String, String> wal = StateFile.read(walDirectory.resolve(WAL_FILE));
    if (store == null) {
      return examineUnknown(directory, walDirectory, wal);
    }
    boolean present = Files.exists(directory.resolve("CURRENT"));
    if (store.get(STATE).equals(NEW)) {
      // The first start was interrupted.
      if (present) {
        checkOldWal(directory, walDirectory);
      }
      return new StoreIdentity(directory, walDirectory, store, null, present);
    }
    if (!present) {
      throw Failures.damaged(directory, "CURRENT is missing", null);
    }
    if (!fits(directory, walDirectory, store, wal)) {
      wal = null;
    }
    return new StoreIdentity(directory, walDirectory, store, wal, true);
  }

  private static boolean isInside(Path directory, Path walDirectory) {
    return directory.equals(walDirectory);
  }

  private static boolean holdsStore(Path directory) {
    return Files.exists(directory.resolve("CURRENT"))
        || Files.exists(directory.resolve(STORE_FILE));
  }

  /** Examines a new store, or one of a version that wrote no identity. */
  private static StoreIdentity examineUnknown(
      Path directory, Path walDirectory, Map<String, String> wal) throws IOException {
    if (wal != null) {
      if (isInside(directory, walDirectory)) {
        throw Failures.damaged(directory, STORE_FILE + " is missing", null);
      }
      throw foreignLog(directory, walDirectory, "it belongs to a store in " + wal.get(STORE));
    }
    boolean present = Files.exists(directory.resolve("CURRENT"));
    if (present) {
      checkOldWal(directory, walDirectory);
    } else if (holdsDataFiles(directory)) {
      throw Failures.damaged(directory, "CURRENT is missing", null);
    }
    Map<String, String> store = new LinkedHashMap<>();
    store.put(ID, UUID.randomUUID().toString());
    store.put(RUN, "");
    store.put(STATE, NEW);
    return new StoreIdentity(directory, walDirectory, store, null, present);
  }

  private static boolean holdsDataFiles(Path directory) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "{MANIFEST-*,*.sst,*.blob,*.log}")) {
      return files.iterator().hasNext();
    }
  }

  /** Checks the absolute path that an older version recorded, which is meaningless after a move. */
  private static void checkOldWal(Path directory, Path walDirectory) throws IOException {
    Path file = directory.resolve(OLD_WAL_FILE);
    if (!Files.exists(file)) {
      return;
    }
    Path recorded = Path.of(Files.readString(file).strip());
    if (recorded.equals(walDirectory)) {
      return;
    }
    boolean outside = Files.isDirectory(recorded) && !holdsStore(recorded);
    if (outside && holdsLog(recorded)) {
      throw logElsewhere(directory, walDirectory, recorded.toString());
    }
    if (!Files.isDirectory(recorded) && !holdsLogFiles(walDirectory)) {
      throw new EngineException(
          Kind.CONFIGURATION,
          "the log of the store in "
              + directory
              + " was in "
              + recorded
              + ", which is not a directory; restore it and name it with option 'wal-dir', or delete "
              + file
              + " if the last writes may be lost");
    }
  }

  /**
   * Returns whether the log in a directory is the one that the store was last written with. If not,
   * the store was shut down cleanly, and its log moves here.
   */
  private static boolean fits(
      Path directory, Path walDirectory, Map<String, String> store, Map<String, String> wal)
      throws IOException {
    boolean clean = store.get(STATE).equals(CLOSED);
    boolean inside = isInside(directory, walDirectory);
    boolean wasInside = store.get(WAL).equals(INSIDE);
    if (wal == null && inside && wasInside) {
      throw Failures.damaged(directory, WAL_FILE + " is missing", null);
    }
    boolean ours = wal != null && wal.get(ID).equals(store.get(ID));
    if (ours
        && (wal.get(RUN).equals(store.get(RUN)) || wal.get(RUN).equals(store.get(PREVIOUS_RUN)))) {
      if (!inside) {
        checkOwner(directory, walDirectory, store, wal);
      }
      return true;
    }
    if (clean && !holdsLog(walDirectory)) {
      return false;
    }
    if (wal == null) {
      throw clean
          ? foreignLog(directory, walDirectory, "there are log files but no " + WAL_FILE)
          : logElsewhere(directory, walDirectory, store.get(WAL));
    }
    throw foreignLog(
        directory,
        walDirectory,
        ours
            ? "a copy of the store has used it since, or one of them was restored from an older backup"
            : "it belongs to another store");
  }

  /** Checks that a copy does not use the log of its original. */
  private static void checkOwner(
      Path directory, Path walDirectory, Map<String, String> store, Map<String, String> wal)
      throws IOException {
    Path owner = Path.of(wal.get(STORE));
    if (!Files.exists(owner.resolve(STORE_FILE)) || Files.isSameFile(owner, directory)) {
      return;
    }
    Map<String, String> other = StateFile.read(owner.resolve(STORE_FILE));
    if (other.get(ID).equals(store.get(ID))) {
      throw foreignLog(
          directory,
          walDirectory,
          "it belongs to the store in "
              + owner
              + ", of which this one is a copy; copy the log's directory as well, and name the copy");
    }
  }

  private static StoreCheck.Expected expected(
      Path walDirectory, Map<String, String> store, Map<String, String> wal) throws IOException {
    switch (store.get(STATE)) {
      case NEW -> {
        return StoreCheck.Expected.UNKNOWN;
      }
      case CLOSED -> {
        long sequence = Long.parseLong(store.get(SEQUENCE));
        return new StoreCheck.Expected(sequence, sequence, false);
      }
      default -> {
        WalMarks marks = WalMarks.read(walDirectory.resolve(WAL_FILE));
        if (marks == null || marks.synced() < 0 || marks.written() < 0) {
          throw Failures.damaged(walDirectory, WAL_FILE + " has damaged marks", null);
        }
        return new StoreCheck.Expected(
            marks.synced(), marks.written(), !CleanShutdown.bootId().equals(wal.get(BOOT)));
      }
    }
  }

  private static boolean holdsLog(Path directory) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
      for (Path log : logs) {
        if (Files.size(log) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean holdsLogFiles(Path directory) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
      return logs.iterator().hasNext();
    }
  }

  private static EngineException logElsewhere(Path directory, Path walDirectory, String before) {
    return new EngineException(
        Kind.CONFIGURATION,
        "the store in "
            + directory
            + " has an unread log, which is not in "
            + walDirectory
            + "; "
            + (before.equals(INSIDE)
                ? "it is in the store's own directory: omit option 'wal-dir'"
                : "it was last in " + before + ": use option wal-dir=" + before)
            + ". After a clean shutdown, the log may be moved");
  }

  private static EngineException foreignLog(Path directory, Path walDirectory, String why) {
    return new EngineException(
        Kind.CONFIGURATION,
        "the log in "
            + walDirectory
            + " does not match the store in "
            + directory
            + ": "
            + why
            + ". Nothing was changed");
  }

  /** Returns whether there was a store when the directory was examined. */
  boolean isPresent() {
    return present;
  }

  /** Returns what the store must contain. */
  StoreCheck.Expected expected() {
    return inUse ? new StoreCheck.Expected(marks.synced(), marks.written(), false) : expected;
  }

  /** Returns the marks of the log; after {@link #claim}. */
  WalMarks marks() {
    return marks;
  }

  /** Claims store and log for this run, so that a later use by a copy is detected. */
  void claim() throws IOException {
    String run = UUID.randomUUID().toString();
    store.put(PREVIOUS_RUN, wal == null ? "" : wal.get(RUN));
    store.put(RUN, run);
    store.put(WAL, isInside(directory, walDirectory) ? INSIDE : walDirectory.toString());
    // A crash between the two must leave a matching pair, or a log that does not matter yet.
    if (wal == null && !store.get(STATE).equals(NEW)) {
      writeWal(run, "");
      StateFile.write(directory.resolve(STORE_FILE), store);
    } else {
      StateFile.write(directory.resolve(STORE_FILE), store);
      writeWal(run, wal == null ? "" : wal.get(BOOT));
    }
    marks = WalMarks.of(walDirectory.resolve(WAL_FILE));
  }

  private void writeWal(String run, String boot) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(ID, store.get(ID));
    values.put(RUN, run);
    values.put(BOOT, boot);
    if (!isInside(directory, walDirectory)) {
      values.put(STORE, directory.toString());
    }
    StateFile.write(walDirectory.resolve(WAL_FILE), values);
  }

  /** Records that everything up to a write was recovered and is durable. */
  void opened(long sequence) throws IOException {
    marks.begin(sequence);
    inUse = true;
    store.put(STATE, OPEN);
    store.remove(SEQUENCE);
    writeWal(store.get(RUN), CleanShutdown.bootId());
    StateFile.write(directory.resolve(STORE_FILE), store);
    Files.deleteIfExists(directory.resolve(OLD_WAL_FILE));
  }

  /** Records a clean shutdown after a write, with an empty log. */
  void closed(long sequence) {
    try {
      marks.begin(sequence);
      store.put(STATE, CLOSED);
      store.put(SEQUENCE, Long.toString(sequence));
      StateFile.write(directory.resolve(STORE_FILE), store);
    } catch (IOException e) {
      // The next start will recover as after a crash, which takes a little longer.
      LOG.warn("the clean shutdown of {} could not be recorded: {}", directory, e.toString());
    }
  }
}
