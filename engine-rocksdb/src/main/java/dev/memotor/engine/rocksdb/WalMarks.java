package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How far the log extends: the last write, and the last that a sync made durable. From the log
 * alone, a truncated history looks like a shorter one; these marks tell them apart.
 *
 * <p>The marks are in mapped memory. For the price of a store to memory, they are exact if the
 * process dies; a power failure leaves older marks, which promise less. Each is a single word, a
 * number with a checksum, so that it is never torn.
 */
final class WalMarks {

  /** The offset of the marks in the file. */
  static final int OFFSET = StateFile.LENGTH;

  static final int FILE_LENGTH = 2 * StateFile.LENGTH;

  private static final int SYNCED = 0;
  private static final int WRITTEN = Long.BYTES;
  private static final int CHECK_BITS = 16;

  private final MappedByteBuffer marks;
  private long synced;
  private boolean lost;

  private WalMarks(MappedByteBuffer marks) {
    this.marks = marks;
  }

  /** Maps the marks of a file, after allocating their disk space. */
  static WalMarks of(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < FILE_LENGTH) {
        // Writing to a page without disk space would crash the process.
        channel.write(ByteBuffer.allocate(FILE_LENGTH - OFFSET), OFFSET);
        channel.force(true);
      }
      return new WalMarks(
          channel.map(FileChannel.MapMode.READ_WRITE, OFFSET, FILE_LENGTH - OFFSET));
    }
  }

  /** Reads the marks of a file; returns null if it is too short to have any. */
  static WalMarks read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.size() == FILE_LENGTH
          ? new WalMarks(channel.map(FileChannel.MapMode.READ_ONLY, OFFSET, FILE_LENGTH - OFFSET))
          : null;
    }
  }

  /** Returns the last write known to be durable; -1 if the mark is damaged. */
  long synced() {
    return decode(marks.getLong(SYNCED));
  }

  /** Returns the last write known to have been made; -1 if the mark is damaged. */
  long written() {
    return decode(marks.getLong(WRITTEN));
  }

  void setWritten(long sequence) {
    set(WRITTEN, sequence);
  }

  /** Records that all writes up to this one are durable. */
  synchronized void setSynced(long sequence) {
    if (sequence > synced) {
      synced = sequence;
      set(SYNCED, sequence);
    }
  }

  /** Resets the marks: everything up to this write is durable, and nothing follows. */
  synchronized void begin(long sequence) throws IOException {
    synced = sequence;
    set(SYNCED, sequence);
    set(WRITTEN, sequence);
    try {
      marks.force();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void set(int at, long sequence) {
    if (lost) {
      return;
    }
    try {
      marks.putLong(at, encode(sequence));
    } catch (InternalError e) {
      // Some file systems need space even to overwrite. An older mark promises less.
      lost = true;
      LOG.warn("the marks of the log can no longer be written", e);
    }
  }

  private static long encode(long sequence) {
    return sequence << CHECK_BITS | check(sequence);
  }

  private static long decode(long word) {
    long sequence = word >>> CHECK_BITS;
    return (word & 0xffff) == check(sequence) ? sequence : -1;
  }

  private static long check(long sequence) {
    long mixed = (sequence + 1) * 0x9e3779b97f4a7c15L;
    return (mixed ^ mixed >>> 32) >>> 32 & 0xffff;
  }
}
