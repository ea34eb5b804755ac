package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Value;
import dev.memotor.engine.support.ItemEnvelope;
import java.nio.ByteBuffer;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Reads items; each thread has one, because it holds the buffers. */
final class ItemReader {

  /** Returned for an item that may be on disk if the caller may not look there. */
  static final Item ON_DISK = Item.of(new byte[0], 0, 0, 1, 0);

  /** Distinguished from other empty values by its identity. */
  private static final Value LEFT_OUT = Value.of(new byte[0]);

  /** Longer values are read twice: into the buffer, and into an array of their length. */
  private static final int BUFFER_LENGTH = 32 << 10;

  private static final int HEAD_LENGTH = ItemEnvelope.HEADER_LENGTH;

  private final Database database;
  private final byte[] storeKey = new byte[StoreKeys.MAX_ITEM_KEY_LENGTH];
  private final byte[] buffer = new byte[BUFFER_LENGTH];
  private final ByteBuffer directKey = ByteBuffer.allocateDirect(storeKey.length);
  private final ByteBuffer directBuffer = ByteBuffer.allocateDirect(BUFFER_LENGTH);
  private int lengthRead;

  ItemReader(Database database) {
    this.database = database;
  }

  /**
   * Returns the item under a key, expired or not; null if there is none.
   *
   * @param mayUseDisk if false, the answer may be {@link #ON_DISK}
   * @param withValue if false, a long value may be left out; see {@link #lacksValue}
   */
  Item read(int generation, Key key, boolean mayUseDisk, boolean withValue) {
    int keyLength = StoreKeys.writeItemKey(generation, key, storeKey);
    try {
      int length =
          mayUseDisk
              ? database.readItem(storeKey, keyLength, buffer, true)
              : readFromRam(keyLength);
      if (length == Database.NOT_IN_RAM) {
        return ON_DISK;
      }
      if (length > buffer.length && !withValue) {
        lengthRead = length;
        return ItemEnvelope.read(buffer, 0, LEFT_OUT);
      }
      byte[] source = buffer;
      while (length > source.length) {
        // It may have been replaced by a longer one meanwhile.
        source = new byte[length];
        length = database.readItem(storeKey, keyLength, source, mayUseDisk);
      }
      if (length == RocksDB.NOT_FOUND) {
        return null;
      }
      lengthRead = length;
      return ItemEnvelope.read(source, 0, length);
    } catch (RocksDBException e) {
      if (!mayUseDisk && Failures.needsDisk(e)) {
        return ON_DISK;
      }
      throw Failures.running("the store cannot be read", e);
    }
  }

  private int readFromRam(int keyLength) throws RocksDBException {
    directKey.clear().put(storeKey, 0, keyLength).flip();
    int length = database.readItemFromRam(directKey, directBuffer.clear());
    if (length > 0) {
      directBuffer.get(buffer, 0, Math.min(length, buffer.length));
    }
    return length;
  }

  /**
   * Returns the exptime of the item under a key, or -1 if there is none, without filling caches.
   *
   * @throws EngineException if it cannot be read
   */
  long readExptime(int generation, Key key) {
    int keyLength = StoreKeys.writeItemKey(generation, key, storeKey);
    try {
      int length = database.readItemWithoutCaching(storeKey, keyLength, buffer);
      if (length == RocksDB.NOT_FOUND) {
        lengthRead = 0;
        return -1;
      }
      lengthRead = length;
      return ItemEnvelope.exptime(buffer, 0, Math.min(length, HEAD_LENGTH));
    } catch (RocksDBException e) {
      throw Failures.running("the store cannot be read", e);
    }
  }

  /** Returns whether an item's value was left out. */
  static boolean lacksValue(Item item) {
    return item != null && item.value() == LEFT_OUT;
  }

  /** Returns the length of what was last found. */
  int lengthRead() {
    return lengthRead;
  }
}
