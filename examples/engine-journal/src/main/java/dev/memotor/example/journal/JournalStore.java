package dev.memotor.example.journal;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ItemEnvelope;
import dev.memotor.engine.support.ItemStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps items in a map, and appends each change to a file before it takes effect. A record holds
 * the length of the key (0 for a CAS mark), the length of what follows the key (-1 for a removal),
 * the key, and the item in its envelope.
 */
final class JournalStore implements ItemStore {

  private static final int REMOVED = -1;

  private final Map<Key, byte[]> items = new ConcurrentHashMap<>();
  private final RandomAccessFile file;
  private long casMark;

  JournalStore(Path path) {
    try {
      file = new RandomAccessFile(path.toFile(), "rw");
      if (file.getChannel().tryLock() == null) {
        throw new EngineException(
            EngineException.Kind.CONFIGURATION, path + " is in use by another process");
      }
      // An incomplete record at the end was never acknowledged, so it is overwritten.
      file.setLength(replay());
      file.seek(file.length());
    } catch (IOException e) {
      throw new EngineException(EngineException.Kind.CONFIGURATION, "cannot open " + path, e);
    }
  }

  /** Reads all complete records; returns the offset after them. */
  private long replay() throws IOException {
    long end = 0;
    try {
      while (true) {
        byte[] key = new byte[file.readUnsignedByte()];
        int length = file.readInt();
        if (length > file.length() - file.getFilePointer()) {
          return end;
        }
        byte[] bytes = new byte[Math.max(0, length)];
        file.readFully(key);
        file.readFully(bytes);
        if (key.length == 0) {
          casMark = ByteBuffer.wrap(bytes).getLong();
        } else if (length == REMOVED) {
          items.remove(Key.of(key));
        } else {
          items.put(Key.of(key), bytes);
        }
        end = file.getFilePointer();
      }
    } catch (EOFException e) {
      return end;
    }
  }

  private synchronized void append(byte[] key, byte[] bytes) {
    ByteBuffer record = ByteBuffer.allocate(5 + key.length + (bytes == null ? 0 : bytes.length));
    record.put((byte) key.length).putInt(bytes == null ? REMOVED : bytes.length).put(key);
    if (bytes != null) {
      record.put(bytes);
    }
    try {
      long end = file.getFilePointer();
      try {
        file.write(record.array());
      } catch (IOException e) {
        // Records after an incomplete one would never be read.
        file.setLength(end);
        throw e;
      }
    } catch (IOException e) {
      throw new EngineException(EngineException.Kind.FULL, "cannot write the journal", e);
    }
  }

  long casMark() {
    return casMark;
  }

  void recordCasMark(long mark) {
    append(new byte[0], ByteBuffer.allocate(Long.BYTES).putLong(mark).array());
  }

  @Override
  public Item read(Key key) {
    byte[] bytes = items.get(key);
    return bytes == null ? null : ItemEnvelope.read(bytes, 0, bytes.length);
  }

  @Override
  public void write(Key key, Item item) {
    byte[] bytes = ItemEnvelope.toBytes(item);
    append(key.bytes(), bytes);
    items.put(key, bytes);
  }

  @Override
  public void remove(Key key) {
    if (items.containsKey(key)) {
      append(key.bytes(), null);
      items.remove(key);
    }
  }

  @Override
  public void clear() {
    items.keySet().forEach(this::remove);
  }

  @Override
  public void scan(Engine.ItemVisitor visitor) {
    for (Key key : items.keySet()) {
      Item item = read(key);
      if (item != null && !visitor.visit(key, item)) {
        return;
      }
    }
  }

  @Override
  public long items() {
    return items.size();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new EngineException(EngineException.Kind.INTERNAL, "cannot close the journal", e);
    }
  }
}
