package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A small file of names and values with a checksum, for what must be known before RocksDB is
 * opened. It has a fixed length and is written in place, so that it can be written on a full disk.
 */
final class StateFile {

  /** Length of the part that holds names and values. */
  static final int LENGTH = 4096;

  private static final String CHECKSUM = "checksum=";

  private StateFile() {}

  /**
   * Reads a file; returns null if there is none.
   *
   * @throws EngineException of kind CORRUPT if it is damaged
   */
  static Map<String, String> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    byte[] bytes;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer all = ByteBuffer.allocate(LENGTH);
      while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {
        // Until the buffer is full or the file ends.
      }
      bytes = all.array();
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf(CHECKSUM);
    String lines = end < 0 ? "" : text.substring(0, end);
    if (end < 0 || !text.substring(end).strip().equals(CHECKSUM + checksum(lines))) {
      throw Failures.damaged(
          file.getParent(), file.getFileName() + " was not written by memotor", null);
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : lines.split("\n")) {
      int equals = line.indexOf('=');
      values.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return values;
  }

  /** Writes the values durably over the existing ones. */
  static void write(Path file, Map<String, String> values) throws IOException {
    StringBuilder lines = new StringBuilder();
    values.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    String text = lines + CHECKSUM + checksum(lines.toString()) + "\n";
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    if (encoded.length > LENGTH) {
      throw new EngineException(
          EngineException.Kind.CONFIGURATION,
          "the paths of the store are too long to be recorded in " + file);
    }
    bytes.put(encoded);
    while (bytes.hasRemaining()) {
      bytes.put((byte) '\n');
    }
    bytes.flip();
    // A new file appears atomically.
    boolean there = Files.exists(file);
    Path target = there ? file : file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes, bytes.position());
      }
      channel.force(true);
    }
    if (!there) {
      Files.move(target, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static String checksum(String lines) {
    CRC32C crc = new CRC32C();
    crc.update(lines.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
