package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys and values of every length and byte come back as they were given. */
abstract class ValuesPromise extends Promise {

  ValuesPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void keys_ofEveryLengthAndByte_areKeptApart() {
    List<Key> keys = new ArrayList<>();
    for (int length = 1; length <= Key.MAX_LENGTH; length++) {
      byte[] bytes = new byte[length];
      Arrays.fill(bytes, (byte) length);
      keys.add(Key.of(bytes));
    }
    for (int value = 0; value < 256; value++) {
      keys.add(Key.of(new byte[] {(byte) value, 'x'}));
      keys.add(Key.of(new byte[] {'x', (byte) value}));
    }
    for (String text :
        List.of(".", "..", "/", "a/b", "A", "a", "%00", "a b", "ä", "CON", "-", "*")) {
      keys.add(Key.of(text));
    }
    Map<Key, String> values = new HashMap<>();
    List<Operation> stores = new ArrayList<>();
    for (Key key : keys) {
      String value = "value " + values.size();
      values.put(key, value);
      stores.add(Operations.set(key, value));
    }
    submit(new RecordingBatch(stores)).await(contract.patience());
    values.forEach((key, value) -> assertValue(value, call(new Get(key)).itemOrNull()));
    Map<Key, Integer> seen = scan();
    assertEquals(values.keySet(), seen.keySet(), "keys seen by a scan");
  }

  @Test
  void values_ofEveryLengthUpToTheLimit_comeBackWhole() {
    List<Integer> lengths = new ArrayList<>();
    for (int power = 0; 1 << power <= MAX_ITEM_SIZE; power++) {
      lengths.addAll(List.of((1 << power) - 1, 1 << power));
      if (1 << power < MAX_ITEM_SIZE) {
        lengths.add((1 << power) + 1);
      }
    }
    Random random = new Random(1);
    for (int length : lengths) {
      byte[] value = new byte[length];
      random.nextBytes(value);
      Key key = Key.of("length");
      Result stored = call(Operations.set(key, value.clone(), Exptime.NEVER));
      assertEquals(length, stored.valueLength(), "length reported by a set");
      assertArrayEquals(value, call(new Get(key)).item().value().bytes(), () -> length + " bytes");
    }
  }

  @Test
  void values_joinedOfEveryLength_comeBackWhole() {
    Random random = new Random(2);
    Key key = Key.of("joined");
    int[] lengths = {0, 1, 100, 5_000, 20_000, 70_000, 300_000};
    for (int stored : lengths) {
      for (int added : lengths) {
        for (Concat.Side side : Concat.Side.values()) {
          byte[] old = new byte[stored];
          byte[] more = new byte[added];
          random.nextBytes(old);
          random.nextBytes(more);
          call(Operations.set(key, old.clone(), Exptime.NEVER));
          Result joined = call(new Concat(key, side, more.clone(), MAX_ITEM_SIZE));
          String which = side + " of " + added + " bytes to " + stored;
          assertEquals(stored + added, joined.valueLength(), which);
          boolean appended = side == Concat.Side.APPEND;
          byte[] expected = Arrays.copyOf(appended ? old : more, stored + added);
          System.arraycopy(
              appended ? more : old,
              0,
              expected,
              appended ? stored : added,
              appended ? added : stored);
          assertArrayEquals(expected, call(new Get(key)).item().value().bytes(), which);
        }
      }
    }
  }

  @Test
  void value_joinedOfManyParts_comesBackWhole() {
    Key key = Key.of("joined");
    StringBuilder expected = new StringBuilder("begin");
    call(Operations.set(key, expected.toString()));
    for (int i = 0; i < 500; i++) {
      boolean append = i % 3 != 0;
      String part = "<" + i + ">";
      expected.insert(append ? expected.length() : 0, part);
      Concat.Side side = append ? Concat.Side.APPEND : Concat.Side.PREPEND;
      call(new Concat(key, side, Operations.bytes(part), MAX_ITEM_SIZE));
    }
    assertValue(expected.toString(), call(new Get(key)).item());
  }

  @Test
  void values_ofEveryByteAndFlagsOfEveryBit_comeBack() {
    byte[] value = new byte[256];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) i;
    }
    for (int flags : new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x01020304}) {
      Key key = Key.of("flags" + flags);
      call(new Store(key, Store.Mode.SET, value.clone(), flags, Exptime.NEVER));
      Item item = call(new Get(key)).item();
      assertArrayEquals(value, item.value().bytes());
      assertEquals(flags, item.flags());
    }
  }

  @Test
  void arrays_givenAndReturned_areNeverChanged() {
    Key key = Key.of("k");
    byte[] given = Operations.bytes("the first value");
    byte[] added = Operations.bytes(" and more");
    byte[] keyBytes = key.bytes().clone();
    call(Operations.set(key, given, Exptime.NEVER));
    Item first = call(new Get(key)).itemOrNull();
    call(new Concat(key, Concat.Side.APPEND, added, MAX_ITEM_SIZE));
    Item second = call(new Get(key)).itemOrNull();
    call(Operations.set(key, "42"));
    Item third = call(new Get(key)).itemOrNull();
    call(Operations.up(key, 1));
    for (int i = 0; i < 100; i++) {
      Key other = Key.of("other" + i);
      call(Operations.set(other, "the other value"));
      call(new Get(other));
    }
    call(new Delete(key));
    assertArrayEquals(keyBytes, key.bytes(), "the key's bytes");
    assertEquals("the first value", text(given), "the array given to set");
    assertEquals(" and more", text(added), "the array given to append");
    assertValue("the first value", first);
    assertValue("the first value and more", second);
    assertValue("42", third);
  }
}
