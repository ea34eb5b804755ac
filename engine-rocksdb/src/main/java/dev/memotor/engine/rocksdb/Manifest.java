package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a store's MANIFEST says about its files: which tables and blobs there are, and from which
 * log its history continues. It is read before RocksDB opens the store, because RocksDB takes a
 * truncated MANIFEST to be complete and deletes every file that it does not name.
 */
final class Manifest {

  private static final int MAX_EDIT = 256 << 20;

  // Tags of an edit; numbers are varints, strings are preceded by their length.
  private static final int COMPARATOR = 1;
  private static final int LOG_NUMBER = 2;
  private static final int NEXT_FILE = 3;
  private static final int LAST_SEQUENCE = 4;
  private static final int COMPACT_CURSOR = 5;
  private static final int DELETED_FILE = 6;
  private static final int PREVIOUS_LOG = 9;
  private static final int MIN_LOG_TO_KEEP = 10;
  private static final int NEW_FILE = 103;
  private static final int FAMILY = 200;
  private static final int FAMILY_ADD = 201;
  private static final int FAMILY_DROP = 202;
  private static final int MAX_FAMILY = 203;
  private static final int ATOMIC_GROUP = 300;
  private static final int BLOB_ADDITION = 400;
  private static final int BLOB_GARBAGE = 401;
  private static final int IGNORABLE = 1 << 13;

  private static final int NEW_FILE_END = 1;
  private static final int OLDEST_BLOB = 5;
  private static final int BLOB_HEADER_AND_FOOTER = 30 + 32;

  private final Path path;
  private final Map<Integer, Long> logNumbers = new HashMap<>();
  private final Map<Long, Table> tables = new TreeMap<>();
  private final Map<Long, Blob> blobs = new TreeMap<>();
  private final Map<Integer, Set<Long>> tablesOf = new HashMap<>();
  private long lastSequence;
  private long minLogToKeep;
  private long end;

  private Manifest(Path path) {
    this.path = path;
  }

  /** A table: its length, and the oldest blob file that it refers to, or 0. */
  private record Table(long bytes, long oldestBlob) {}

  /** A blob file: its length, and the number of its live values. */
  private record Blob(long bytes, long values) {}

  /**
   * Reads the current manifest.
   *
   * @throws EngineException of kind CORRUPT that names the damaged file
   */
  static Manifest read(Path directory) {
    Path current = directory.resolve("CURRENT");
    try {
      String name = Files.readString(current, StandardCharsets.ISO_8859_1);
      if (!name.matches("MANIFEST-\\d+\n")) {
        throw Failures.damaged(directory, "CURRENT does not name a MANIFEST", null);
      }
      Manifest manifest = new Manifest(directory.resolve(name.strip()));
      manifest.read();
      return manifest;
    } catch (NoSuchFileException e) {
      throw Failures.damaged(directory, Path.of(e.getFile()).getFileName() + " is missing", null);
    } catch (IOException e) {
      throw Failures.unreadable(directory, e);
    }
  }

  private void read() throws IOException {
    try (LogRecords edits = new LogRecords(path, MAX_EDIT)) {
      try {
        for (ByteBuffer edit = edits.next(); edit != null; edit = edits.next()) {
          apply(edit);
        }
      } catch (BufferUnderflowException | IllegalArgumentException e) {
        throw damaged("has an unreadable edit near byte " + edits.end());
      }
      end = edits.end();
      // An edit that a crash left incomplete never took effect.
      if (edits.isTorn() && edits.hasRecordsBehindEnd()) {
        throw damaged("is damaged after byte " + edits.end());
      }
      if (logNumbers.isEmpty()) {
        throw damaged("describes no store");
      }
    }
  }

  private void apply(ByteBuffer edit) {
    int family = 0;
    long logNumber = -1;
    boolean dropped = false;
    Set<Long> added = new HashSet<>();
    Set<Long> deleted = new HashSet<>();
    while (edit.hasRemaining()) {
      int tag = (int) number(edit);
      switch (tag) {
        case COMPARATOR, FAMILY_ADD -> text(edit);
        case LOG_NUMBER -> logNumber = number(edit);
        case LAST_SEQUENCE -> lastSequence = Math.max(lastSequence, number(edit));
        case MIN_LOG_TO_KEEP -> minLogToKeep = Math.max(minLogToKeep, number(edit));
        case NEXT_FILE, PREVIOUS_LOG, MAX_FAMILY, ATOMIC_GROUP -> number(edit);
        case COMPACT_CURSOR -> {
          number(edit);
          text(edit);
        }
        case DELETED_FILE -> {
          number(edit);
          deleted.add(number(edit));
        }
        case NEW_FILE -> added.add(newFile(edit));
        case FAMILY -> family = (int) number(edit);
        case FAMILY_DROP -> dropped = true;
        case BLOB_ADDITION -> blobAddition(edit);
        case BLOB_GARBAGE -> {
          long file = number(edit);
          long values = number(edit);
          number(edit);
          for (long field = number(edit); field != 0; field = number(edit)) {
            text(edit);
          }
          blobs.computeIfPresent(file, (n, blob) -> new Blob(blob.bytes, blob.values - values));
        }
        default -> {
          if ((tag & IGNORABLE) == 0) {
            throw new IllegalArgumentException("tag " + tag);
          }
          text(edit);
        }
      }
    }
    if (dropped) {
      logNumbers.remove(family);
      return;
    }
    logNumbers.merge(family, Math.max(logNumber, 0), Math::max);
    Set<Long> ours = tablesOf.computeIfAbsent(family, f -> new HashSet<>());
    // A file that moves to another level is deleted and added in one edit.
    ours.removeAll(deleted);
    ours.addAll(added);
  }

  private long newFile(ByteBuffer edit) {
    number(edit);
    long file = number(edit);
    long bytes = number(edit);
    text(edit);
    text(edit);
    number(edit);
    number(edit);
    long oldestBlob = 0;
    for (long field = number(edit); field != NEW_FILE_END; field = number(edit)) {
      if (field == OLDEST_BLOB) {
        ByteBuffer inside = edit.duplicate();
        number(inside);
        oldestBlob = number(inside);
      }
      text(edit);
    }
    tables.put(file, new Table(bytes, oldestBlob));
    return file;
  }

  private void blobAddition(ByteBuffer edit) {
    long file = number(edit);
    long values = number(edit);
    long bytes = number(edit);
    text(edit);
    text(edit);
    for (long field = number(edit); field != 0; field = number(edit)) {
      text(edit);
    }
    blobs.put(file, new Blob(bytes + BLOB_HEADER_AND_FOOTER, values));
  }

  private static long number(ByteBuffer from) {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = from.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new IllegalArgumentException("a number does not end");
  }

  private static void text(ByteBuffer from) {
    int length = Math.toIntExact(number(from));
    from.position(from.position() + length);
  }

  /** Returns the files that the store needs, with their lengths. */
  Map<String, Long> files() {
    Map<String, Long> files = new TreeMap<>();
    long oldestBlob = Long.MAX_VALUE;
    for (Set<Long> ours : tablesOf.values()) {
      for (Long number : ours) {
        Table table = tables.get(number);
        files.put(String.format("%06d.sst", number), table.bytes);
        if (table.oldestBlob > 0) {
          oldestBlob = Math.min(oldestBlob, table.oldestBlob);
        }
      }
    }
    for (Map.Entry<Long, Blob> entry : blobs.entrySet()) {
      // Older files, and those without live values, are deleted without an edit.
      if (entry.getKey() >= oldestBlob && entry.getValue().values > 0) {
        files.put(String.format("%06d.blob", entry.getKey()), entry.getValue().bytes);
      }
    }
    return files;
  }

  /** Returns whether a file of this number belongs to the store. */
  boolean names(long file) {
    return blobs.containsKey(file)
        || tablesOf.values().stream().anyMatch(tables -> tables.contains(file));
  }

  /** Returns the number of the first log that is not completely in tables. */
  long firstLog() {
    long first = logNumbers.values().stream().mapToLong(Long::longValue).min().orElse(0);
    return Math.max(first, minLogToKeep);
  }

  /**
   * Returns the log before which all logs are in the tables of some family, even if others still
   * need them.
   */
  long lastLogInTables() {
    return logNumbers.entrySet().stream()
        .filter(entry -> !tablesOf.getOrDefault(entry.getKey(), Set.of()).isEmpty())
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  /** Returns the number of the last write recorded in the manifest. */
  long lastSequence() {
    return lastSequence;
  }

  /** Returns the offset after the last complete edit. */
  long end() {
    return end;
  }

  Path path() {
    return path;
  }

  private EngineException damaged(String what) {
    return Failures.damaged(path.getParent(), path.getFileName() + " " + what, null);
  }
}
