package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ItemEnvelope;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.WriteBatch;

/** Compares the bytes with those of RocksDB's own batch. */
final class WriteBatchBytesTest {

  static {
    NativeLibrary.load();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 105, 106, 127, 128, 16_361, 16_362, 2_097_200})
  void put_equalsRocksDbsBytes(int length) throws Exception {
    byte[] value = new byte[length];
    new Random(length).nextBytes(value);
    Item item = Item.of(value, 5, 6, 7, 8);
    Key key = Key.of("k".repeat(1 + length % 250));
    byte[] storeKey = new byte[StoreKeys.GENERATION_LENGTH + key.length()];
    StoreKeys.writeItemKey(9, key, storeKey);
    WriteBatchBytes bytes =
        new WriteBatchBytes(
            (int)
                (WriteBatchBytes.HEADER_LENGTH
                    + WriteBatchBytes.putLength(0, storeKey.length, ItemEnvelope.length(item))));
    bytes.putItem(0, 9, key, item);
    try (WriteBatch expected = new WriteBatch()) {
      expected.put(storeKey, ItemEnvelope.toBytes(item));
      assertThat(bytes.finish()).isEqualTo(expected.data());
    }
  }

  @Test
  void deletes_equalRocksDbsBytes() throws Exception {
    Key key = Key.of("key");
    byte[] storeKey = new byte[StoreKeys.GENERATION_LENGTH + key.length()];
    StoreKeys.writeItemKey(-2, key, storeKey);
    WriteBatchBytes bytes =
        new WriteBatchBytes(
            (int)
                (WriteBatchBytes.HEADER_LENGTH
                    + 300 * WriteBatchBytes.deleteLength(0, storeKey.length)));
    try (WriteBatch expected = new WriteBatch()) {
      for (int i = 0; i < 300; i++) {
        bytes.deleteItem(0, -2, key);
        expected.delete(storeKey);
      }
      assertThat(bytes.finish()).isEqualTo(expected.data());
    }
  }

  @Test
  void familyRecords_areReadByRocksDb() throws Exception {
    Key key = Key.of("key");
    int expiryKeyLength = StoreKeys.EXPIRY_PREFIX_LENGTH + key.length();
    WriteBatchBytes bytes =
        new WriteBatchBytes(
            (int)
                (WriteBatchBytes.HEADER_LENGTH
                    + WriteBatchBytes.putLength(1, expiryKeyLength, 0)
                    + WriteBatchBytes.deleteLength(200, expiryKeyLength)
                    + WriteBatchBytes.putLength(2, 3, 8)));
    bytes.putExpiry(1, 1, 0xFFFF_FFFFL, key);
    bytes.deleteExpiry(200, 1, 77, key);
    bytes.put(2, StoreKeys.CAS, StoreKeys.number(1L << 40));
    try (WriteBatch read = new WriteBatch(bytes.finish())) {
      RecordedRecords records = new RecordedRecords();
      read.iterate(records);
      assertThat(records.lines)
          .containsExactly(
              "put 1 00000001ffffffff6b6579 ",
              "delete 200 000000010000004d6b6579",
              "put 2 636173 0000010000000000");
    }
  }

  @Test
  void wrongLength_isDetected() {
    WriteBatchBytes bytes = new WriteBatchBytes(50);
    bytes.deleteItem(0, 1, Key.of("k"));
    assertThatThrownBy(bytes::finish).isInstanceOf(IllegalStateException.class);
  }
}
