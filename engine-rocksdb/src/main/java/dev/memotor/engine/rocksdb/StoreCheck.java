package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a store before RocksDB opens it, and changes nothing in a damaged one.
 *
 * <p>Writes have consecutive sequence numbers. The history is complete if the tables and the logs
 * hold every number up to the last one required: the last that was synced or, if the machine has
 * not been restarted, the last that was written. What a power failure took from the end of the log
 * is cut off and reported; anything else that is missing is damage.
 */
final class StoreCheck {

  private static final Pattern LOG_NAME = Pattern.compile("(\\d+)\\.log");
  private static final Pattern DATA_NAME = Pattern.compile("(\\d+)\\.(sst|blob)");

  /** The sequence number and count of a serialized batch. */
  private static final int BATCH_HEADER = 12;

  private static final int COUNT_OFFSET = 8;

  private final Path directory;
  private final Path walDirectory;
  private final Manifest manifest;
  private final List<WalFile> logs;

  /** The file in which the history ends, or null if no log is needed. */
  private WalFile lastRead;

  private long recovered;
  private boolean ragged;
  private boolean recordsBehind;

  private StoreCheck(Path directory, Path walDirectory) throws IOException {
    this.directory = directory;
    this.walDirectory = walDirectory;
    this.manifest = Manifest.read(directory);
    this.logs = logsFrom(manifest.firstLog());
    this.recovered = manifest.lastSequence();
  }

  /** A log that RocksDB will read, and where its complete records end. */
  private static final class WalFile {

    final long number;
    final Path path;
    long end;

    WalFile(long number, Path path) {
      this.number = number;
      this.path = path;
    }
  }

  /**
   * What the store must contain.
   *
   * @param synced the last write that no crash can have taken; -1 if unknown, as in stores of older
   *     versions
   * @param written the last write of all; -1 if unknown
   * @param machineRestarted whether the writes between those two may be missing
   */
  record Expected(long synced, long written, boolean machineRestarted) {

    static final Expected UNKNOWN = new Expected(-1, -1, true);

    long required() {
      return machineRestarted ? synced : Math.max(synced, written);
    }
  }

  /**
   * Checks a store, and cuts off the end of its log that was never completely on disk.
   *
   * @return the number of bytes in its log that will be moved to tables
   * @throws EngineException of kind CORRUPT that names the damaged file; nothing was changed then
   */
  static long check(Path directory, Path walDirectory, Expected expected) {
    try {
      StoreCheck check = new StoreCheck(directory, walDirectory);
      check.files();
      check.readLogs();
      check.compare(expected);
      check.cut(expected);
      long bytes = 0;
      for (WalFile log : check.logs) {
        bytes += log.end;
      }
      return bytes;
    } catch (IOException e) {
      throw Failures.unreadable(directory, e);
    }
  }

  /**
   * Deletes tables and blobs that a crash left incomplete and that the manifest does not name.
   * RocksDB would do so later; this is for a store that was checked and has no space.
   */
  static void removeOrphans(Path directory) {
    Manifest manifest = Manifest.read(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{sst,blob}")) {
      for (Path file : files) {
        Matcher name = DATA_NAME.matcher(file.getFileName().toString());
        if (name.matches() && !manifest.names(Long.parseLong(name.group(1)))) {
          LOG.info("{} is incomplete and is deleted", file);
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw Failures.unreadable(directory, e);
    }
  }

  private List<WalFile> logsFrom(long first) throws IOException {
    List<WalFile> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(walDirectory)) {
      for (Path file : files) {
        Matcher name = LOG_NAME.matcher(file.getFileName().toString());
        if (name.matches() && Long.parseLong(name.group(1)) >= first) {
          found.add(new WalFile(Long.parseLong(name.group(1)), file));
        }
      }
    }
    found.sort((a, b) -> Long.compare(a.number, b.number));
    return found;
  }

  /** Checks that all tables and blobs exist and have the length that was written. */
  private void files() throws IOException {
    for (Map.Entry<String, Long> file : manifest.files().entrySet()) {
      Path path = directory.resolve(file.getKey());
      if (!Files.exists(path)) {
        throw damaged(file.getKey() + " is missing");
      }
      long size = Files.size(path);
      if (size != file.getValue()) {
        throw damaged(file.getKey() + " has " + size + " bytes instead of " + file.getValue());
      }
    }
  }

  /** Follows the history through the logs as far as it is complete. */
  private void readLogs() throws IOException {
    long next = -1;
    for (int i = 0; i < logs.size(); i++) {
      WalFile log = logs.get(i);
      try (LogRecords records = new LogRecords(log.path, BATCH_HEADER)) {
        long end = 0;
        for (ByteBuffer batch = records.next(); batch != null; batch = records.next()) {
          if (batch.limit() < BATCH_HEADER) {
            if (batch.limit() == 0) {
              continue;
            }
            throw damaged(log.path.getFileName() + " has no batch before byte " + records.end());
          }
          long sequence = batch.getLong(0);
          int count = batch.getInt(COUNT_OFFSET);
          if (next >= 0 && sequence != next && count > 0) {
            // Something is missing before this record.
            ragged = true;
            recordsBehind = true;
            log.end = end;
            lastRead = end > 0 || lastRead == null ? log : lastRead;
            return;
          }
          next = sequence + count;
          end = records.end();
          if (count > 0) {
            recovered = Math.max(recovered, next - 1);
          }
        }
        log.end = records.end();
        lastRead = log;
        if (records.isTorn()) {
          ragged = true;
          recordsBehind |= records.hasRecordsBehindEnd();
        }
      }
    }
  }

  private void compare(Expected expected) {
    if (recovered < expected.required()) {
      throw damaged(
          (lastRead == null ? "*.log" : lastRead.path.getFileName())
              + " or "
              + manifest.path().getFileName()
              + " was cut short, damaged or removed: the last "
              + (expected.required() - recovered)
              + " writes are missing");
    }
    boolean dropsLogs = lastRead != null && lastRead != logs.get(logs.size() - 1);
    if (expected.synced() < 0 && recordsBehind) {
      throw damaged(lastRead.path.getFileName() + " is damaged after byte " + lastRead.end);
    }
    if (dropsLogs && manifest.lastLogInTables() > lastRead.number) {
      throw damaged(
          lastRead.path.getFileName()
              + " is damaged after byte "
              + lastRead.end
              + ", and the tables hold later writes");
    }
  }

  private void cut(Expected expected) throws IOException {
    truncate(manifest.path(), manifest.end());
    if (ragged) {
      for (int i = logs.size() - 1; i >= 0 && logs.get(i).number > lastRead.number; i--) {
        WalFile log = logs.remove(i);
        if (Files.size(log.path) > 0) {
          LOG.error("{} follows a gap in the log and is deleted", log.path);
        }
        Files.delete(log.path);
      }
      for (WalFile log : logs) {
        truncate(log.path, log.end);
      }
    }
    long lost = expected.written() - recovered;
    if (lost > 0) {
      LOG.error(
          "the last {} writes are lost: they were not yet synced when the machine went down"
              + " (option sync)",
          lost);
    }
  }

  private static void truncate(Path path, long end) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      long rest = file.size() - end;
      if (rest > 0) {
        LOG.warn("{}: the last {} bytes are not a complete record and are cut off", path, rest);
        file.truncate(end);
        file.force(true);
      }
    }
  }

  private EngineException damaged(String what) {
    return Failures.damaged(directory, what, null);
  }
}
