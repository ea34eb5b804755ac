package dev.memotor.engine.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads RocksDB's record format, shared by its log and its MANIFEST, up to the first byte that is
 * not part of a complete record. RocksDB's own reader does not report where that is, and ignores
 * some of what follows.
 *
 * <pre>
 * block     32 KiB, filled with zeros where no further header fits
 * fragment  checksum (4 bytes, CRC-32C of type and data, masked), length (2), type (1), data
 * record    one fragment FULL, or FIRST, MIDDLE..., LAST; other types are internal to RocksDB
 * </pre>
 */
final class LogRecords implements AutoCloseable {

  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int MASK = 0xa282ead8;

  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;
  private static final int FIRST_NOTE = 9;

  private final FileChannel file;
  private final long size;
  private final int keep;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C checksum = new CRC32C();
  private long blockStart = -BLOCK;
  private byte[] record = new byte[256];
  private int recordLength;
  private long end;

  /**
   * Opens a file.
   *
   * @param keep the maximum number of bytes kept of each record
   */
  LogRecords(Path path, int keep) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ);
    this.size = file.size();
    this.keep = keep;
    block.limit(0);
  }

  /** Returns the beginning of the next record; null after the last complete one. */
  ByteBuffer next() throws IOException {
    recordLength = 0;
    boolean inside = false;
    while (true) {
      int type = nextFragment();
      switch (type) {
        case FULL, FIRST -> {
          if (inside) {
            return null;
          }
          inside = type == FIRST;
        }
        case MIDDLE, LAST -> {
          if (!inside) {
            return null;
          }
          inside = type == MIDDLE;
        }
        default -> {
          if (type < FIRST_NOTE || inside) {
            return null;
          }
          recordLength = 0;
          end = position();
          continue;
        }
      }
      if (!inside) {
        end = position();
        return ByteBuffer.wrap(record, 0, recordLength).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
  }

  /** Returns the offset after the last complete record. */
  long end() {
    return end;
  }

  long size() {
    return size;
  }

  /** Returns whether there are bytes after the last complete record. */
  boolean isTorn() {
    // The rest of a block without room for a header is padding.
    long rest = size - end;
    return rest > 0 && (rest >= HEADER || BLOCK - end % BLOCK >= HEADER);
  }

  /** Returns whether a later block begins with a complete fragment. */
  boolean hasRecordsBehindEnd() throws IOException {
    for (long start = (end / BLOCK + 1) * BLOCK; start < size; start += BLOCK) {
      load(start);
      if (fragment() > 0) {
        return true;
      }
    }
    return false;
  }

  private long position() {
    return blockStart + block.position();
  }

  /**
   * Reads the next fragment into the record; returns its type, or -1 if there is no complete one.
   */
  private int nextFragment() throws IOException {
    if (block.remaining() < HEADER) {
      if (block.limit() < BLOCK && blockStart >= 0) {
        return -1;
      }
      load(blockStart + BLOCK);
    }
    return fragment();
  }

  private int fragment() {
    if (block.remaining() < HEADER) {
      return -1;
    }
    int start = block.position();
    int masked = block.getInt(start);
    int length = Short.toUnsignedInt(block.getShort(start + 4));
    int type = Byte.toUnsignedInt(block.get(start + 6));
    if (type == 0 || length > block.remaining() - HEADER) {
      return -1;
    }
    checksum.reset();
    checksum.update(block.array(), start + HEADER - 1, 1 + length);
    int crc = (int) checksum.getValue();
    if (masked != ((crc >>> 15) | (crc << 17)) + MASK) {
      return -1;
    }
    int wanted = Math.min(length, keep - recordLength);
    if (recordLength + wanted > record.length) {
      record = Arrays.copyOf(record, Math.max(2 * record.length, recordLength + wanted));
    }
    System.arraycopy(block.array(), start + HEADER, record, recordLength, wanted);
    recordLength += wanted;
    block.position(start + HEADER + length);
    return type;
  }

  private void load(long start) throws IOException {
    blockStart = start;
    block.clear();
    while (block.hasRemaining() && file.read(block, start + block.position()) >= 0) {
      // Until the block is full or the file ends.
    }
    block.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
