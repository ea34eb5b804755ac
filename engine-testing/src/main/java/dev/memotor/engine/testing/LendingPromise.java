package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.LendsValues;
import dev.memotor.engine.Operation;
import dev.memotor.engine.ReceivesValues;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Values outside the heap, for engines that play {@link LendsValues} or {@link ReceivesValues}; for
 * all others, that values are on it.
 */
abstract class LendingPromise extends Promise {

  private static final int[] LENGTHS = {0, 1, 100, 5_000, 8_192, 70_000, 1_000_000};
  private static final int LARGE = 1 << 20;

  LendingPromise(EngineContract contract) {
    super(contract);
  }

  /** Gets that accept lent values; what has ended inside execute is there afterwards. */
  private static final class Borrowing implements Batch {

    private final List<Key> keys;
    private final Thread thread = Thread.currentThread();
    private final Result[] results;

    private Borrowing(List<Key> keys) {
      this.keys = keys;
      results = new Result[keys.size()];
    }

    @Override
    public int size() {
      return keys.size();
    }

    @Override
    public Operation operation(int index) {
      return new Get(keys.get(index));
    }

    @Override
    public boolean acceptsLent() {
      return Thread.currentThread() == thread;
    }

    @Override
    public void complete(int index, Result result) {
      synchronized (results) {
        results[index] = result;
      }
    }

    @Override
    public void fail(int index, EngineException failure) {
      throw new AssertionError("a get failed", failure);
    }
  }

  private static byte[] value(int length) {
    byte[] value = new byte[length];
    new Random(length).nextBytes(value);
    return value;
  }

  private static Key key(int length) {
    return Key.of("length" + length);
  }

  private List<Value> borrow() {
    List<Key> keys = new ArrayList<>();
    for (int length : LENGTHS) {
      keys.add(key(length));
    }
    Borrowing batch = new Borrowing(keys);
    engine.execute(batch);
    List<Value> values = new ArrayList<>();
    synchronized (batch.results) {
      for (Result result : batch.results) {
        if (result != null && result.item().value().isLent()) {
          values.add(result.item().value());
        }
      }
    }
    return values;
  }

  private void store() {
    for (int length : LENGTHS) {
      call(Operations.set(key(length), value(length), Exptime.NEVER));
    }
  }

  private void replaceAll() {
    for (int length : LENGTHS) {
      call(Operations.set(key(length), new byte[length], Exptime.NEVER));
    }
    call(new Delete(key(100)));
    flush();
    store();
    for (int i = 0; i < 20; i++) {
      for (int length : LENGTHS) {
        call(Operations.set(Key.of("other" + i + "," + length), new byte[length], Exptime.NEVER));
      }
    }
  }

  private static void assertValid(Value value) {
    byte[] expected = value(value.length());
    assertArrayEquals(expected, value.bytes(), () -> "bytes of a lent value: " + value);
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (ByteBuffer piece : value.pieces()) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      joined.writeBytes(bytes);
    }
    assertArrayEquals(expected, joined.toByteArray(), () -> "pieces of a lent value: " + value);
    int from = value.length() / 3;
    ByteBuffer part = ByteBuffer.allocate(value.length() / 2);
    assertEquals(part.capacity(), value.copyTo(from, part), "bytes copied");
    assertArrayEquals(
        Arrays.copyOfRange(expected, from, from + part.capacity()), part.array(), "a part");
  }

  @Test
  void values_areLentToNobody_whoDoesNotAcceptThat() {
    store();
    for (int length : LENGTHS) {
      Value value = call(new Get(key(length))).item().value();
      assertFalse(value.isLent(), "a lent value of " + length + " bytes");
      assertArrayEquals(value(length), value.bytes());
    }
    engine.scan(
        (key, item) -> {
          assertFalse(item.value().isLent(), "a lent value in a scan");
          return true;
        });
  }

  @Test
  void lentValues_stayUntilTheTurnEnds() {
    LendsValues lender = engine.role(LendsValues.class).orElse(null);
    if (lender == null) {
      return;
    }
    store();
    // A cache in front of an engine may need to be asked more than once.
    Await.until(
        () -> {
          boolean lends = !borrow().isEmpty();
          lender.turnEnded();
          return lends;
        });
    for (int turn = 0; turn < 10; turn++) {
      List<Value> lent = borrow();
      replaceAll();
      lent.addAll(borrow());
      lent.forEach(LendingPromise::assertValid);
      lender.turnEnded();
    }
  }

  @Test
  void pinnedValues_stayUntilTheyAreUnpinned() {
    LendsValues lender = engine.role(LendsValues.class).orElse(null);
    if (lender == null) {
      return;
    }
    store();
    for (int turn = 0; turn < 10; turn++) {
      List<Value> pinned = new ArrayList<>();
      List<Value> kept = new ArrayList<>();
      for (Value value : borrow()) {
        if (value.pin()) {
          pinned.add(value);
        }
        kept.add(value.kept());
      }
      lender.turnEnded();
      replaceAll();
      pinned.forEach(LendingPromise::assertValid);
      kept.forEach(LendingPromise::assertValid);
      pinned.forEach(Value::unpin);
    }
  }

  private static void fill(Landing landing, byte[] bytes) {
    int at = 0;
    ByteBuffer space = landing.space();
    while (space != null) {
      // Not all at once, as bytes come from a network.
      int count = Math.min(space.remaining(), 10_000);
      space.put(bytes, at, count);
      at += count;
      space = landing.space();
    }
    assertEquals(bytes.length, at, "bytes that a landing takes");
    assertEquals(bytes.length, landing.length());
  }

  private Landing landing(ReceivesValues receiver, Key key, byte[] bytes) {
    Landing landing = room(receiver, key, bytes.length);
    fill(landing, bytes);
    return landing;
  }

  private static Landing room(ReceivesValues receiver, Key key, int length) {
    Landing landing = receiver.receive(key, length);
    assertNotNull(landing, "no room for a value of " + length + " bytes");
    return landing;
  }

  @Test
  void landedValues_areStored() {
    ReceivesValues receiver = engine.role(ReceivesValues.class).orElse(null);
    if (receiver == null) {
      return;
    }
    for (int length : new int[] {8_192, 8_193, 16_384, 65_536, 100_000, LARGE}) {
      byte[] value = value(length);
      Key key = key(length);
      Landing landing = landing(receiver, key, value);
      Result stored = call(new Store(key, Store.Mode.SET, landing, 7, Exptime.NEVER));
      assertEquals(length, stored.valueLength());
      assertArrayEquals(value, call(new Get(key)).item().value().bytes(), length + " bytes");
      assertEquals(7, call(new Get(key)).item().flags());
      byte[] more = value(9_000);
      call(new Concat(key, Concat.Side.APPEND, landing(receiver, key, more), MAX_ITEM_SIZE));
      byte[] joined = Arrays.copyOf(value, length + more.length);
      System.arraycopy(more, 0, joined, length, more.length);
      assertArrayEquals(joined, call(new Get(key)).item().value().bytes(), "after an append");
      call(new Concat(key, Concat.Side.PREPEND, landing(receiver, key, more), MAX_ITEM_SIZE));
      byte[] whole = Arrays.copyOf(more, more.length + joined.length);
      System.arraycopy(joined, 0, whole, more.length, joined.length);
      assertArrayEquals(whole, call(new Get(key)).item().value().bytes(), "after a prepend");
    }
  }

  @Test
  void landings_areFreed_howeverTheyEnd() {
    ReceivesValues receiver = engine.role(ReceivesValues.class).orElse(null);
    if (receiver == null) {
      return;
    }
    byte[] bytes = new byte[LARGE];
    Key key = Key.of("key");
    Key missing = Key.of("missing");
    call(Operations.set(key, "stays"));
    for (int i = 0; i < 2 * MEMORY_LIMIT / LARGE; i++) {
      landing(receiver, key, bytes).abandon();
      room(receiver, key, LARGE).abandon();
      Landing added = landing(receiver, key, bytes);
      assertEquals(
          Status.NOT_STORED,
          call(new Store(key, Store.Mode.ADD, added, 0, Exptime.NEVER)).status());
      Landing tooLong = landing(receiver, key, bytes);
      assertEquals(
          Status.TOO_LARGE, call(new Concat(key, Concat.Side.APPEND, tooLong, LARGE)).status());
      Landing late = landing(receiver, missing, bytes);
      assertEquals(
          Status.OK, call(new Store(missing, Store.Mode.SET, late, 0, Exptime.DEAD)).status());
      Landing replaced = landing(receiver, missing, bytes);
      call(new Store(missing, Store.Mode.SET, replaced, 0, Exptime.NEVER));
      call(new Delete(missing));
    }
    assertValue("stays", call(new Get(key)).item());
  }
}
