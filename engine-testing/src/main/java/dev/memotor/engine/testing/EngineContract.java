package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Capability;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine has to do, as tests; the rules themselves are the Javadoc of {@link Engine}.
 *
 * <p>Extend it with a concrete class of JUnit, implement {@link #open}, and {@link #reopen} if the
 * engine is {@link Capability#PERSISTENT}. Every test begins with an empty engine and a clock that
 * only the test moves.
 */
public abstract class EngineContract {

  private static final int MAX_ITEM_SIZE = 2 << 20;
  private static final long MEMORY_LIMIT = 64L << 20;
  private static final long SMALL_MEMORY_LIMIT = 8L << 20;
  private static final int BACKLOG = 64;

  private final ConcurrentLinkedQueue<RecordingBatch> batches = new ConcurrentLinkedQueue<>();
  private final List<Engine> opened = Collections.synchronizedList(new ArrayList<>());
  private ManualClock clock;
  private Engine engine;

  /**
   * Opens an engine that is empty, in a place of its own: engines opened before may still be open.
   */
  protected abstract Engine open(EngineContext context) throws Exception;

  /**
   * Opens again what {@link #open} opened last and the test has closed since. Only asked of
   * persistent engines.
   */
  protected Engine reopen(EngineContext context) throws Exception {
    throw new UnsupportedOperationException("a persistent engine's test must implement reopen");
  }

  /**
   * Opens the items of the engine opened last once more, while that one is open, as another process
   * would. Only asked of engines that are {@link Capability#SHARED}.
   */
  protected Engine openBeside(EngineContext context) throws Exception {
    return reopen(context);
  }

  /**
   * Whether a change is seen by all others once it is acknowledged, or only soon. The latter is
   * right behind a RAM tier that is told of changes.
   */
  protected boolean seesOthersAtOnce() {
    return true;
  }

  /** How long anything may take before it counts as never happening. */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  /**
   * How many items take space, expired ones included; by default what the engine's own figures say.
   * For an engine whose figures do not tell, look at the store itself.
   */
  protected long itemsTakingSpace(Engine engine) {
    return engine.stats().items();
  }

  /** How many operations a generated sequence has, and how many sequences there are. */
  protected int effort() {
    return 400;
  }

  @BeforeEach
  final void openEngine() throws Exception {
    clock = ManualClock.stoppedNow();
    engine = openWith(MEMORY_LIMIT, true);
  }

  @AfterEach
  final void closeEngines() {
    for (RecordingBatch batch : batches) {
      batch.await(patience());
    }
    opened.forEach(Engine::close);
    // After the end of all threads: whoever ended an operation twice has done so by now.
    List<String> faults = new ArrayList<>();
    batches.forEach(batch -> faults.addAll(batch.faults()));
    assertEquals(List.of(), faults, "operations that did not end exactly once");
  }

  private Engine openWith(long memoryLimit, boolean evict) throws Exception {
    Engine one = open(new EngineContext(clock, MAX_ITEM_SIZE, memoryLimit, evict));
    opened.add(one);
    return one;
  }

  /* ----- outcomes ----- */

  @Test
  void outcomes_oneByOne_areThoseOfTheSemantics() throws Exception {
    runSequences(1);
  }

  @Test
  void outcomes_inBatches_areThoseOfALoop() throws Exception {
    runSequences(7);
    runSequences(100);
  }

  private void runSequences(int batchSize) throws Exception {
    List<Key> keys = List.of(Key.of("a"), Key.of("b"), Key.of(new byte[] {0, -1, 32, 10}));
    for (int i = 0; i < 4; i++) {
      long seed = System.nanoTime();
      List<Step> steps = new OperationGenerator(seed, keys).sequence(effort());
      String failure = runSequence(steps, keys, batchSize);
      if (failure != null) {
        String shortest =
            SequenceShrinker.shrink(steps, failure, fewer -> runSequence(fewer, keys, batchSize));
        fail("seed " + seed + ", batches of up to " + batchSize + ": " + shortest);
      }
    }
  }

  private String runSequence(List<Step> steps, List<Key> keys, int batchSize) {
    try (Engine fresh = open(new EngineContext(clock, MAX_ITEM_SIZE, MEMORY_LIMIT, true))) {
      return new SequenceRun(fresh, clock, keys, patience()).run(steps, batchSize);
    } catch (Exception e) {
      throw new AssertionError("the engine does not open or does not close", e);
    }
  }

  @Test
  void batch_oneKeyManyTimes_takesEffectInOrder() {
    Key key = Key.of("k");
    RecordingBatch batch =
        submit(
            Operations.peek(key),
            Operations.set(key, "1"),
            Operations.up(key, 4),
            Operations.append(key, "0"),
            Operations.peek(key),
            new Delete(key),
            Operations.peek(key),
            Operations.store(key, Store.Mode.ADD, "again", null),
            Operations.store(key, Store.Mode.ADD, "never", null),
            Operations.peek(key));
    batch.await(patience());
    assertEquals(Status.NOT_FOUND, batch.result(0).status());
    assertEquals(5, batch.result(2).number());
    assertValue("50", batch.result(4).item());
    assertEquals(Status.OK, batch.result(5).status());
    assertEquals(Status.NOT_FOUND, batch.result(6).status());
    assertEquals(Status.OK, batch.result(7).status());
    assertEquals(Status.NOT_STORED, batch.result(8).status());
    assertValue("again", batch.result(9).item());
  }

  @Test
  void batch_ofTenThousand_endsEachOperation() {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      operations.add(Operations.set(Key.of("k" + i), "v" + i));
    }
    for (int i = 0; i < 5_000; i++) {
      operations.add(new Get(Key.of("k" + i)));
    }
    RecordingBatch batch = submit(new RecordingBatch(operations));
    batch.await(patience());
    for (int i = 0; i < 5_000; i++) {
      assertValue("v" + i, batch.result(5_000 + i).item());
    }
  }

  /* ----- keys and values ----- */

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
      values.put(key, "value " + values.size());
      stores.add(Operations.set(key, values.get(key)));
    }
    submit(new RecordingBatch(stores)).await(patience());
    for (Key key : keys) {
      assertValue(values.get(key), call(new Get(key)).item());
    }
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
      assertEquals(length, stored.item().value().length, "length told by a set");
      assertArrayEquals(value, call(new Get(key)).item().value(), () -> length + " bytes");
    }
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
      assertArrayEquals(value, item.value());
      assertEquals(flags, item.flags());
    }
  }

  @Test
  void arrays_givenAndReturned_areChangedByNobody() {
    Key key = Key.of("k");
    byte[] given = Operations.bytes("the first value");
    byte[] added = Operations.bytes(" and more");
    byte[] keyBytes = key.bytes().clone();
    call(Operations.set(key, given, Exptime.NEVER));
    Item first = call(new Get(key)).item();
    call(new Concat(key, Concat.Side.APPEND, added, MAX_ITEM_SIZE));
    Item second = call(new Get(key)).item();
    call(Operations.set(key, "42"));
    Item third = call(new Get(key)).item();
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

  /* ----- CAS numbers ----- */

  @Test
  void cas_isNewAtEachChange_andNeverComesAgain() {
    Key key = Key.of("k");
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      List<Operation> changes =
          List.of(
              Operations.set(key, "1"),
              Operations.up(key, 0),
              Operations.append(key, ""),
              Operations.markStale(key, Exptime.NONE),
              new Delete(key, Delete.Keep.STALE_EMPTY_ITEM, null, Exptime.NONE, 0, 0));
      for (Operation change : changes) {
        call(change);
        long cas = call(Operations.peek(key)).item().cas();
        assertNotEquals(0, cas, "a CAS number");
        assertTrue(seen.add(cas), () -> "CAS number " + cas + " came twice");
      }
      call(new Delete(key));
      if (i % 20 == 19) {
        flush();
      }
    }
  }

  @Test
  void cas_begins_atSmallNumbers() {
    long cas = call(Operations.set(Key.of("k"), "v")).item().cas();
    assertTrue(cas > 0 && cas < 1 << 20, () -> "the first CAS number is " + cas);
  }

  @Test
  void cas_toldByAWrite_isTheItems() {
    Key key = Key.of("k");
    for (Operation write :
        List.of(
            Operations.set(key, "1"),
            Operations.append(key, "2"),
            Operations.up(key, 1),
            Operations.store(key, Store.Mode.REPLACE, "x", null))) {
      assertEquals(call(write).item().cas(), call(Operations.peek(key)).item().cas());
    }
  }

  @Test
  void cas_condition_letsOneOfManyWin() throws Exception {
    Key key = Key.of("k");
    long cas = call(Operations.set(key, "0")).item().cas();
    ConcurrentLinkedQueue<Status> statuses = new ConcurrentLinkedQueue<>();
    inParallel(
        8,
        thread ->
            statuses.add(
                call(Operations.store(key, Store.Mode.SET, "t" + thread, new CasCondition(cas)))
                    .status()));
    assertEquals(1, Collections.frequency(new ArrayList<>(statuses), Status.OK));
    assertEquals(7, Collections.frequency(new ArrayList<>(statuses), Status.EXISTS));
  }

  @Test
  void cas_isKeptByTouch() {
    Key key = Key.of("k");
    long cas = call(Operations.set(key, "v")).item().cas();
    call(new Touch(key, clock.now() + 10));
    assertEquals(clock.now() + 10, call(Operations.peek(key)).item().exptime());
    call(new Get(key, Get.Options.touch(clock.now() + 20)));
    Item item = call(Operations.peek(key)).item();
    assertEquals(cas, item.cas());
    assertEquals(clock.now() + 20, item.exptime());
  }

  @Test
  void cas_chosenByTheClient_isGiven() {
    Key key = Key.of("k");
    for (long chosen : new long[] {77, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      call(
          new Store(
              key, Store.Mode.SET, Operations.bytes("v"), 0, Exptime.NEVER, null, chosen, false));
      assertEquals(chosen, call(Operations.peek(key)).item().cas());
    }
  }

  /* ----- expiry ----- */

  @Test
  void expiry_followsTheEnginesClock() {
    Key key = Key.of("k");
    call(Operations.set(key, Operations.bytes("v"), clock.now() + 10));
    clock.advance(9);
    assertEquals(Status.OK, call(new Get(key)).status());
    clock.advance(1);
    assertEquals(Status.NOT_FOUND, call(new Get(key)).status());
    assertEquals(Status.NOT_FOUND, call(new Touch(key, Exptime.NEVER)).status());
    assertEquals(Status.NOT_STORED, call(Operations.append(key, "x")).status());
    assertEquals(Map.of(), scan(), "what a scan sees");
    assertEquals(Status.OK, call(Operations.store(key, Store.Mode.ADD, "new", null)).status());
    assertValue("new", call(new Get(key)).item());
  }

  @Test
  void expiry_ofAnOverwrittenItem_doesNotTakeItsSuccessor() {
    for (int i = 0; i < 200; i++) {
      Key key = Key.of("k" + i);
      call(Operations.set(key, Operations.bytes("old"), clock.now() + 5));
      switch (i % 4) {
        case 0 -> call(Operations.set(key, "new"));
        case 1 -> call(new Touch(key, clock.now() + 100_000));
        case 2 -> {
          call(new Delete(key));
          call(Operations.set(key, "new"));
        }
        default -> call(new Get(key, Get.Options.touch(Exptime.NEVER)));
      }
    }
    Key expires = Key.of("expires");
    call(Operations.set(expires, Operations.bytes("v"), clock.now() + 5));
    long before = itemsTakingSpace(engine);
    clock.advance(6);
    await("the expired item's space", () -> itemsTakingSpace(engine) <= before - 1);
    for (int i = 0; i < 200; i++) {
      assertEquals(Status.OK, call(new Get(Key.of("k" + i))).status(), "item " + i);
    }
  }

  @Test
  void expiry_givesSpaceBack_withoutReaders() {
    int[] lifetimes = {1, 2, 59, 60, 61, 3_599, 86_400, 2_592_000};
    List<Operation> stores = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long exptime = clock.now() + lifetimes[i % lifetimes.length];
      stores.add(Operations.set(Key.of("mortal" + i), Operations.bytes("value"), exptime));
    }
    for (int i = 0; i < 100; i++) {
      stores.add(Operations.set(Key.of("immortal" + i), "value"));
    }
    submit(new RecordingBatch(stores)).await(patience());
    long passed = 0;
    long left = 2_100;
    for (int lifetime : lifetimes) {
      clock.advance(lifetime - passed);
      passed = lifetime;
      left -= 2_000 / lifetimes.length;
      long allowed = left;
      await(
          "space of items that expired after " + lifetime + " s",
          () -> itemsTakingSpace(engine) <= allowed);
    }
    assertEquals(100, scan().size(), "items that do not expire");
  }

  /* ----- order and atomicity ----- */

  @Test
  void order_perKey_isThatOfSubmission() throws Exception {
    int rounds = 150;
    inParallel(
        8,
        thread -> {
          Random random = new Random(thread);
          List<RecordingBatch> mine = new ArrayList<>();
          Map<Key, StringBuilder> expected = new HashMap<>();
          Map<RecordingBatch, List<String>> expectedReads = new HashMap<>();
          for (int round = 0; round < rounds; round++) {
            List<Operation> operations = new ArrayList<>();
            List<String> reads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
              Key key = Key.of("t" + thread + "k" + random.nextInt(4));
              StringBuilder value = expected.get(key);
              if (value == null || value.length() > 300) {
                expected.put(key, new StringBuilder("."));
                operations.add(Operations.set(key, "."));
              } else {
                value.append((char) ('a' + round % 26));
                operations.add(Operations.append(key, value.substring(value.length() - 1)));
              }
              operations.add(new Get(key));
              reads.add(expected.get(key).toString());
            }
            RecordingBatch batch = submit(new RecordingBatch(operations));
            mine.add(batch);
            expectedReads.put(batch, reads);
            if (round >= BACKLOG) {
              mine.get(round - BACKLOG).await(patience());
            }
          }
          for (RecordingBatch batch : mine) {
            batch.await(patience());
            List<String> reads = expectedReads.get(batch);
            for (int i = 0; i < reads.size(); i++) {
              assertValue(reads.get(i), batch.result(2 * i + 1).item());
            }
          }
        });
  }

  @Test
  void increments_of16Writers_allCount() throws Exception {
    List<Key> keys = List.of(Key.of("c0"), Key.of("c1"), Key.of("c2"));
    keys.forEach(key -> call(Operations.set(key, "0")));
    int rounds = 250;
    inParallel(
        16,
        thread -> {
          List<RecordingBatch> mine = new ArrayList<>();
          for (int i = 0; i < rounds; i++) {
            List<Operation> ups = new ArrayList<>();
            keys.forEach(key -> ups.add(Operations.up(key, 1)));
            mine.add(submit(new RecordingBatch(ups)));
            if (i >= BACKLOG) {
              mine.get(i - BACKLOG).await(patience());
            }
          }
          mine.forEach(batch -> batch.await(patience()));
          mine.forEach(batch -> keys.forEach(key -> batch.result(keys.indexOf(key))));
        });
    for (Key key : keys) {
      assertValue(Integer.toString(16 * rounds), call(new Get(key)).item());
    }
  }

  @Test
  void appendsAndAdds_ofManyWriters_loseNothing() throws Exception {
    Key list = Key.of("list");
    ConcurrentLinkedQueue<Status> adds = new ConcurrentLinkedQueue<>();
    inParallel(
        8,
        thread -> {
          for (int i = 0; i < 50; i++) {
            adds.add(call(Operations.store(list, Store.Mode.ADD, "", null)).status());
            call(Operations.append(list, thread + ","));
          }
        });
    assertEquals(1, Collections.frequency(new ArrayList<>(adds), Status.OK), "adds that won");
    String[] entries = text(call(new Get(list)).item().value()).split(",");
    assertEquals(8 * 50, entries.length);
  }

  /* ----- counters ----- */

  @Test
  void counters_atTheEdgesOf64Bits() {
    Key key = Key.of("n");
    call(Operations.set(key, "18446744073709551614"));
    assertEquals(-1, call(Operations.up(key, 1)).number());
    assertValue("18446744073709551615", call(new Get(key)).item());
    assertEquals(0, call(Operations.up(key, 1)).number());
    assertValue("0", call(new Get(key)).item());
    assertEquals(0, call(Operations.down(key, 1)).number());
    assertEquals(Long.MAX_VALUE, call(Operations.up(key, Long.MAX_VALUE)).number());
    assertEquals(Long.MIN_VALUE, call(Operations.up(key, 1)).number());
    assertValue("9223372036854775808", call(new Get(key)).item());
    assertEquals(Long.MAX_VALUE, call(Operations.down(key, 1)).number());
    assertEquals(0, call(Operations.down(key, -1)).number());
    assertEquals(-1, call(Operations.up(key, -1)).number());
    assertEquals(0, call(Operations.down(key, -1)).number());
    call(Operations.set(key, "10"));
    call(Operations.down(key, 1));
    assertValue("9", call(new Get(key)).item());
    for (String value : List.of("", "x", "1.5", "-1", "18446744073709551616", "1 2")) {
      call(Operations.set(key, value));
      assertEquals(Status.NON_NUMERIC, call(Operations.up(key, 1)).status(), "'" + value + "'");
      assertValue(value, call(new Get(key)).item());
    }
  }

  @Test
  void counters_keepFlagsAndExptime_andBeginWhereAsked() {
    Key key = Key.of("n");
    long exptime = clock.now() + 1_000;
    call(new Store(key, Store.Mode.SET, Operations.bytes("7"), 99, exptime));
    call(Operations.up(key, 1));
    Item item = call(new Get(key)).item();
    assertValue("8", item);
    assertEquals(99, item.flags());
    assertEquals(exptime, item.exptime());
    Key fresh = Key.of("fresh");
    Arithmetic begin =
        new Arithmetic(
            fresh, Arithmetic.Direction.UP, 5, Exptime.NONE, exptime, -1, null, 0, false);
    Result created = call(begin);
    assertTrue(created.isCreated());
    assertEquals(-1, created.number());
    assertEquals(4, call(begin).number());
    assertEquals(exptime, call(new Get(fresh)).item().exptime());
  }

  /* ----- marks of the meta protocol ----- */

  @Test
  void marks_ofAStaleItem_areHandedOutOnce() {
    Key key = Key.of("s");
    long cas = call(Operations.set(key, "s")).item().cas();
    call(Operations.markStale(key, clock.now() + 30));
    Result first = call(Operations.contest(key));
    assertTrue(first.isWon() && first.item().isStale());
    assertValue("s", first.item());
    assertEquals(clock.now() + 30, first.item().exptime());
    Result second = call(Operations.contest(key));
    assertFalse(second.isWon());
    assertTrue(second.item().isWon() && second.item().isStale());
    CasCondition older = new CasCondition(cas, true);
    assertEquals(Status.OK, call(Operations.store(key, Store.Mode.SET, "t", older)).status());
    Result third = call(Operations.contest(key));
    assertTrue(third.item().isStale() && third.item().isWon() && !third.isWon());
    assertValue("t", third.item());
    assertEquals(clock.now() + 30, third.item().exptime());
    call(Operations.set(key, "u"));
    Result last = call(Operations.contest(key));
    assertFalse(last.isWon() || last.item().isStale() || last.item().isWon());
  }

  @Test
  void marks_ofAMiss_makeOneReaderWin() throws Exception {
    Key key = Key.of("v");
    Get vivify =
        new Get(
            key,
            new Get.Options(
                true, true, Exptime.NONE, Exptime.NONE, false, clock.now() + 30, 0, true));
    ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
    inParallel(8, thread -> results.add(call(vivify)));
    assertEquals(1, results.stream().filter(Result::isWon).count(), "readers that won");
    assertEquals(1, results.stream().filter(Result::isCreated).count(), "readers that created");
    Item item = call(Operations.peek(key)).item();
    assertTrue(item.isWon() && item.hasBinaryKey());
    assertEquals(0, item.value().length);
  }

  @Test
  void marks_ofAnItemThatExpiresSoon_makeOneReaderWin() {
    Key key = Key.of("r");
    call(Operations.set(key, Operations.bytes("v"), clock.now() + 20));
    Get recache =
        new Get(
            key,
            new Get.Options(
                true, true, Exptime.NONE, clock.now() + 30, false, Exptime.NONE, 0, false));
    assertTrue(call(recache).isWon());
    assertFalse(call(recache).isWon());
    assertTrue(call(recache).item().isWon());
    call(Operations.set(key, Operations.bytes("v"), clock.now() + 40));
    assertFalse(call(recache).isWon());
  }

  /* ----- flush ----- */

  @Test
  void flush_isABarrier() {
    for (int round = 0; round < 30; round++) {
      List<Operation> before = new ArrayList<>();
      List<Operation> after = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        before.add(Operations.set(Key.of("before" + i), "v"));
        before.add(Operations.set(Key.of("both" + i), "old"));
        after.add(Operations.set(Key.of("after" + i), "v"));
        after.add(Operations.store(Key.of("both" + i), Store.Mode.ADD, "new", null));
      }
      submit(new RecordingBatch(before));
      CompletableFuture<Void> flushed = engine.flush().toCompletableFuture();
      RecordingBatch last = submit(new RecordingBatch(after));
      finish(flushed);
      last.await(patience());
      for (int i = 0; i < 40; i++) {
        assertEquals(Status.NOT_FOUND, call(new Get(Key.of("before" + i))).status());
        assertEquals(Status.OK, call(new Get(Key.of("after" + i))).status());
        assertEquals(Status.OK, last.result(2 * i + 1).status(), "add after the flush");
        assertValue("new", call(new Get(Key.of("both" + i))).item());
      }
    }
    await("space of flushed items", () -> scan().size() == 80);
  }

  @Test
  void flush_amongWriters_keepsWhatCameLater() throws Exception {
    inParallel(
        6,
        thread -> {
          for (int i = 0; i < 40; i++) {
            Key key = Key.of("t" + thread);
            if (thread < 2) {
              RecordingBatch old = submit(Operations.set(key, "old"));
              CompletableFuture<Void> flushed = engine.flush().toCompletableFuture();
              finish(flushed);
              old.await(patience());
              assertEquals(Status.NOT_FOUND, call(new Get(key)).status());
            } else {
              assertEquals(Status.OK, call(Operations.set(key, "v" + i)).status());
            }
          }
        });
    call(Operations.set(Key.of("last"), "v"));
    assertValue("v", call(new Get(Key.of("last"))).item());
    flush();
    assertEquals(Map.of(), scan());
  }

  /* ----- scan ----- */

  @Test
  void scan_showsEachLiveItemOnce_whileOthersChange() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      call(Operations.set(Key.of("stable" + i), "stable"));
      call(Operations.set(Key.of("moving" + i), "0"));
    }
    call(Operations.set(Key.of("dying"), Operations.bytes("v"), clock.now() + 1));
    clock.advance(1);
    inParallel(
        3,
        thread -> {
          if (thread == 0) {
            for (int i = 0; i < 1_000; i++) {
              call(Operations.up(Key.of("moving" + i), 1));
              call(Operations.set(Key.of("new" + i), "v"));
            }
            return;
          }
          for (int round = 0; round < 3; round++) {
            Map<Key, Integer> seen = scan();
            for (int i = 0; i < 1_000; i++) {
              assertEquals(1, seen.get(Key.of("stable" + i)), "a stable item");
              assertEquals(1, seen.get(Key.of("moving" + i)), "an item that changes");
              assertTrue(seen.getOrDefault(Key.of("new" + i), 0) <= 1, "a new item");
            }
            assertFalse(seen.containsKey(Key.of("dying")), "an expired item");
          }
        });
  }

  @Test
  void scan_showsWholeItems_andStopsWhenTold() {
    long exptime = clock.now() + 50;
    call(new Store(Key.of("k"), Store.Mode.SET, Operations.bytes("value"), 7, exptime));
    engine.scan(
        (key, item) -> {
          assertEquals(Key.of("k"), key);
          assertEquals(call(Operations.peek(key)).item(), item);
          return true;
        });
    for (int i = 0; i < 50; i++) {
      call(Operations.set(Key.of("k" + i), "v"));
    }
    int[] visits = new int[1];
    engine.scan((key, item) -> ++visits[0] < 5);
    assertEquals(5, visits[0], "visits");
  }

  /* ----- capabilities ----- */

  @Test
  void persistence_isWhatItClaims() throws Exception {
    Key mortal = Key.of("mortal");
    Key stale = Key.of("stale");
    long now = clock.now();
    call(new Store(mortal, Store.Mode.SET, Operations.bytes("v"), 123, now + 100, null, 0, true));
    call(Operations.set(stale, "s"));
    call(Operations.markStale(stale, Exptime.NONE));
    call(Operations.contest(stale));
    call(Operations.set(Key.of("deleted"), "v"));
    long casOfDeleted = call(new Get(Key.of("deleted"))).item().cas();
    call(new Delete(Key.of("deleted")));
    Item mortalItem = call(Operations.peek(mortal)).item();
    Item staleItem = call(Operations.peek(stale)).item();
    Set<Capability> capabilities = engine.capabilities();
    engine.close();
    if (!capabilities.contains(Capability.PERSISTENT)) {
      return;
    }
    clock.advance(40);
    engine = reopened();
    assertEquals(capabilities, engine.capabilities());
    assertEquals(mortalItem, call(Operations.peek(mortal)).item());
    assertEquals(staleItem, call(Operations.peek(stale)).item());
    assertEquals(Status.NOT_FOUND, call(new Get(Key.of("deleted"))).status());
    long next = call(Operations.set(Key.of("deleted"), "v")).item().cas();
    assertTrue(
        Long.compareUnsigned(next, casOfDeleted) > 0
            && Long.compareUnsigned(next, staleItem.cas()) > 0,
        () -> "the CAS number after a restart is " + next);
    flush();
    engine.close();
    engine = reopened();
    assertEquals(Map.of(), scan(), "items there again after a flush and a restart");
    call(Operations.set(mortal, Operations.bytes("v"), clock.now() + 10));
    engine.close();
    clock.advance(10);
    engine = reopened();
    assertEquals(Status.NOT_FOUND, call(new Get(mortal)).status());
    await("space of an item that expired while closed", () -> itemsTakingSpace(engine) == 0);
  }

  @Test
  void scheduledFlush_isDoneWhenItIsDue_andNotBefore() throws Exception {
    if (!keepsFlushes()) {
      assertThrows(
          IllegalStateException.class, () -> engine.scheduleFlush(clock.now()), "scheduleFlush");
      assertThrows(IllegalStateException.class, () -> engine.scheduledFlush(), "scheduledFlush");
      assertThrows(IllegalStateException.class, () -> engine.flushIfDue(), "flushIfDue");
      return;
    }
    Key before = Key.of("before");
    Key after = Key.of("after");
    assertEquals(Exptime.NEVER, engine.scheduledFlush());
    call(Operations.set(before, "v"));
    long due = clock.now() + 10;
    schedule(clock.now() + 1_000);
    schedule(due);
    assertEquals(due, engine.scheduledFlush(), "the newest moment");
    call(Operations.set(after, "v"));
    clock.advance(9);
    finish(engine.flushIfDue().toCompletableFuture());
    assertEquals(Status.OK, call(Operations.peek(before)).status(), "before its time");
    clock.advance(1);
    finish(engine.flushIfDue().toCompletableFuture());
    call(Operations.set(Key.of("new"), "v"));
    assertEquals(Set.of(Key.of("new")), scan().keySet(), "what a scheduled flush leaves");
    assertEquals(Exptime.NEVER, engine.scheduledFlush(), "after it has been done");
    finish(engine.flushIfDue().toCompletableFuture());
    assertEquals(Set.of(Key.of("new")), scan().keySet(), "what is left when nothing is due");
  }

  @Test
  void scheduledFlush_isDroppedByFlush_andByNever() throws Exception {
    if (!keepsFlushes()) {
      return;
    }
    schedule(clock.now() + 10);
    schedule(Exptime.NEVER);
    assertEquals(Exptime.NEVER, engine.scheduledFlush(), "after NEVER");
    CompletionStage<Void> scheduled = engine.scheduleFlush(clock.now() + 10);
    CompletionStage<Void> flushed = engine.flush();
    finish(scheduled.toCompletableFuture());
    finish(flushed.toCompletableFuture());
    assertEquals(Exptime.NEVER, engine.scheduledFlush(), "after a flush");
    flushed = engine.flush();
    scheduled = engine.scheduleFlush(clock.now() + 10);
    finish(flushed.toCompletableFuture());
    finish(scheduled.toCompletableFuture());
    assertEquals(clock.now() + 10, engine.scheduledFlush(), "a moment set after a flush");
    call(Operations.set(Key.of("a"), "v"));
    schedule(Exptime.NEVER);
    clock.advance(20);
    finish(engine.flushIfDue().toCompletableFuture());
    assertEquals(Status.OK, call(Operations.peek(Key.of("a"))).status());
  }

  @Test
  void scheduledFlush_outlivesARestart() throws Exception {
    Set<Capability> capabilities = engine.capabilities();
    if (!keepsFlushes() || !capabilities.contains(Capability.PERSISTENT)) {
      return;
    }
    call(Operations.set(Key.of("a"), "v"));
    long due = clock.now() + 100;
    schedule(due);
    engine.close();
    clock.advance(99);
    engine = reopened();
    assertEquals(due, engine.scheduledFlush(), "the moment after a restart");
    assertEquals(Status.OK, call(Operations.peek(Key.of("a"))).status(), "before its time");
    engine.close();
    clock.advance(1);
    engine = reopened();
    // Came due while the engine was closed: nothing that is stored from now on may go with it.
    call(Operations.set(Key.of("b"), "v"));
    finish(engine.flushIfDue().toCompletableFuture());
    await("the flush", () -> engine.scheduledFlush() == Exptime.NEVER);
    assertEquals(Status.NOT_FOUND, call(Operations.peek(Key.of("a"))).status(), "what was flushed");
    assertEquals(Status.OK, call(Operations.peek(Key.of("b"))).status(), "what is new");
    engine.close();
    engine = reopened();
    assertEquals(Exptime.NEVER, engine.scheduledFlush(), "a flush that has been done");
    assertEquals(Set.of(Key.of("b")), scan().keySet());
  }

  @Test
  void scheduledFlush_isEverybodys_ifShared() throws Exception {
    if (!keepsFlushes() || !engine.capabilities().contains(Capability.SHARED)) {
      return;
    }
    Engine other = openBeside(new EngineContext(clock, MAX_ITEM_SIZE, MEMORY_LIMIT, true));
    opened.add(other);
    call(Operations.set(Key.of("a"), "v"));
    long due = clock.now() + 10;
    schedule(due);
    await("the other to see the moment", () -> other.scheduledFlush() == due);
    Engine later = openBeside(new EngineContext(clock, MAX_ITEM_SIZE, MEMORY_LIMIT, true));
    opened.add(later);
    await("one that is opened later to see it", () -> later.scheduledFlush() == due);
    engine.close();
    clock.advance(10);
    finish(other.flushIfDue().toCompletableFuture());
    assertEquals(Status.NOT_FOUND, call(later, Operations.peek(Key.of("a"))).status());
    await("all to see that it is done", () -> later.scheduledFlush() == Exptime.NEVER);
  }

  private boolean keepsFlushes() {
    return engine.capabilities().contains(Capability.FLUSH_SCHEDULE);
  }

  private void schedule(long at) throws Exception {
    finish(engine.scheduleFlush(at).toCompletableFuture());
  }

  private Engine reopened() throws Exception {
    Engine again = reopen(new EngineContext(clock, MAX_ITEM_SIZE, MEMORY_LIMIT, true));
    assertNotNull(again, "reopen");
    opened.add(again);
    return again;
  }

  @Test
  void sharing_twoAtOnce_isAsSafeAsOne() throws Exception {
    if (!engine.capabilities().contains(Capability.SHARED)) {
      return;
    }
    Engine other = openBeside(new EngineContext(clock, MAX_ITEM_SIZE, MEMORY_LIMIT, true));
    assertNotNull(other, "openBeside");
    opened.add(other);
    List<Engine> both = List.of(engine, other);
    List<Key> counters = List.of(Key.of("n0"), Key.of("n1"), Key.of("n2"));
    for (Key counter : counters) {
      call(Operations.set(counter, "0"));
    }
    Set<String> told = Collections.synchronizedSet(new HashSet<>());
    inParallel(
        16,
        writer -> {
          Engine mine = both.get(writer % 2);
          for (int i = 0; i < 60; i++) {
            Key counter = counters.get(i % counters.size());
            Result counted = call(mine, Operations.up(counter, 1));
            assertTrue(told.add(counter + " number " + counted.number()), "a number told twice");
            assertTrue(told.add(counter + " CAS " + counted.item().cas()), "a CAS number again");
          }
        });
    for (Engine one : both) {
      for (Key counter : counters) {
        awaitOthers(
            () ->
                Arrays.equals(Operations.bytes("320"), call(one, new Get(counter)).item().value()));
        assertValue("320", call(one, new Get(counter)).item());
      }
    }
    Key key = Key.of("contended");
    call(Operations.set(key, "old"));
    awaitOthers(() -> call(other, new Get(key)).isOk());
    long cas = call(other, new Get(key)).item().cas();
    Set<Integer> winners = Collections.synchronizedSet(new HashSet<>());
    inParallel(
        8,
        writer -> {
          Operation swap = Operations.store(key, Store.Mode.SET, "new", new CasCondition(cas));
          if (call(both.get(writer % 2), swap).isOk()) {
            winners.add(writer);
          }
        });
    assertEquals(1, winners.size(), "compare-and-swaps that won");
    finish(other.flush().toCompletableFuture());
    awaitOthers(() -> !call(new Get(key)).isOk());
    assertEquals(Status.NOT_FOUND, call(new Get(key)).status());
  }

  private void awaitOthers(BooleanSupplier seen) {
    if (!seesOthersAtOnce()) {
      await("a change by others to be seen", seen);
    }
  }

  @Test
  void tracking_tellsWhatIsChanged_byOthersToo() throws Exception {
    if (!engine.capabilities().contains(Capability.TRACKING)) {
      assertThrows(IllegalStateException.class, () -> engine.track(new Changes()));
      return;
    }
    Changes changes = new Changes();
    engine.track(changes);
    await("changes to be told", () -> changes.whole);
    Engine other = openBeside(new EngineContext(clock, MAX_ITEM_SIZE, MEMORY_LIMIT, true));
    opened.add(other);
    for (Engine one : List.of(engine, other)) {
      for (Operation operation : everyKindOfChange()) {
        changes.keys.clear();
        call(one, operation);
        await(operation + " to be told", () -> changes.keys.contains(operation.key()));
      }
    }
    Key removed = Key.of("removed");
    call(Operations.set(removed, "v"));
    await("the set to be told", () -> changes.keys.contains(removed));
    changes.keys.clear();
    int losses = changes.losses;
    finish(other.flush().toCompletableFuture());
    await("a flush", () -> changes.keys.contains(removed) || changes.losses > losses);
  }

  private List<Operation> everyKindOfChange() {
    Key key = Key.of("changed");
    long later = clock.now() + 1_000;
    return List.of(
        Operations.store(key, Store.Mode.ADD, "1", null),
        Operations.set(key, "2"),
        Operations.up(key, 1),
        Operations.append(key, "0"),
        new Touch(key, later),
        new Get(key, Get.Options.touch(later + 1)),
        new Delete(key));
  }

  private static final class Changes implements ChangeListener {

    final Set<Key> keys = ConcurrentHashMap.newKeySet();
    volatile boolean whole;
    volatile int losses;

    @Override
    public void changed(Key key) {
      keys.add(key);
    }

    @Override
    public synchronized void lost() {
      assertTrue(whole, "lost twice in a row");
      whole = false;
      losses++;
    }

    @Override
    public synchronized void regained() {
      assertFalse(whole, "regained twice in a row");
      whole = true;
    }
  }

  @Test
  void capabilities_areTheSameAtEveryCall() {
    assertEquals(engine.capabilities(), engine.capabilities());
  }

  @Test
  void resize_worksIfDeclared_andIsRefusedIfNot() {
    long before = engine.stats().limitBytes();
    long wanted = MEMORY_LIMIT / 2;
    boolean declared = engine.capabilities().contains(Capability.RESIZABLE);
    assertEquals(declared, engine.resize(wanted), "resize");
    assertEquals(declared ? wanted : before, engine.stats().limitBytes());
  }

  @Test
  void eviction_happensIfDeclared_andNotIfNot() throws Exception {
    Engine small = openWith(SMALL_MEMORY_LIMIT, true);
    boolean evicting = small.capabilities().contains(Capability.EVICTING);
    int count = 3_000;
    List<Integer> lost = fill(small, count, false);
    if (!evicting) {
      assertEquals(List.of(), lost, "items lost by an engine that does not evict");
      return;
    }
    await(
        "the memory limit to hold",
        () -> small.stats().bytes() <= small.stats().limitBytes() && small.stats().evictions() > 0);
    assertTrue(small.stats().evictions() > 0, "evictions");
    assertTrue(lost.size() < count, "nothing is left");
  }

  @Test
  void eviction_neverHappensWithoutLeave() throws Exception {
    Engine strict = openWith(SMALL_MEMORY_LIMIT, false);
    assertFalse(strict.capabilities().contains(Capability.EVICTING), "EVICTING with -M");
    assertEquals(List.of(), fill(strict, 3_000, true), "items lost");
    assertEquals(0, strict.stats().evictions());
  }

  /** Stores three times the small limit; returns which acknowledged items are not there. */
  private List<Integer> fill(Engine target, int count, boolean mayRefuse) {
    byte[] value = new byte[8 << 10];
    List<Integer> acknowledged = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordingBatch batch =
          submit(
              target, new RecordingBatch(Operations.set(Key.of("fill" + i), value, Exptime.NEVER)));
      batch.await(patience());
      Outcome outcome = batch.outcome(0);
      if (outcome.failure() == null) {
        acknowledged.add(i);
      } else if (!mayRefuse || outcome.failure().kind() != EngineException.Kind.FULL) {
        fail("a set ended with " + outcome);
      }
    }
    assertFalse(acknowledged.isEmpty(), "nothing could be stored");
    List<Integer> lost = new ArrayList<>();
    for (int i : acknowledged) {
      RecordingBatch batch =
          submit(target, new RecordingBatch(Operations.peek(Key.of("fill" + i))));
      batch.await(patience());
      if (!batch.result(0).isOk()) {
        lost.add(i);
      }
    }
    if (mayRefuse && acknowledged.size() < count) {
      keepsOrRemovesOnRefusal(target, acknowledged.get(0));
    }
    return lost;
  }

  /** A refused set takes the old value away, a refused append leaves it. */
  private void keepsOrRemovesOnRefusal(Engine target, int index) {
    Key key = Key.of("fill" + index);
    byte[] larger = new byte[1 << 20];
    RecordingBatch batch =
        submit(
            target,
            new RecordingBatch(
                new Concat(key, Concat.Side.APPEND, larger, MAX_ITEM_SIZE),
                Operations.peek(key),
                Operations.set(key, larger, Exptime.NEVER),
                Operations.peek(key)));
    batch.await(patience());
    assertEquals(EngineException.Kind.FULL, batch.outcome(0).failure().kind());
    assertTrue(batch.result(1).isOk(), "the old value after a refused append");
    assertEquals(EngineException.Kind.FULL, batch.outcome(2).failure().kind());
    assertFalse(batch.result(3).isOk(), "the old value after a refused set");
    submit(target, new RecordingBatch(Operations.set(key, new byte[8], Exptime.NEVER)))
        .await(patience());
  }

  /* ----- close ----- */

  @Test
  void close_endsWhatRuns_andRefusesWhatFollows() {
    List<RecordingBatch> running = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      running.add(submit(Operations.set(Key.of("k" + i), "v"), new Get(Key.of("k" + i))));
    }
    engine.close();
    running.forEach(batch -> batch.await(patience()));
    engine.close();
    RecordingBatch late = new RecordingBatch(new Get(Key.of("k")));
    assertThrows(IllegalStateException.class, () -> engine.execute(late));
    assertNull(late.outcome(0), "an operation that execute refused");
  }

  @Test
  void close_leavesNoThread() throws Exception {
    // It may be starting threads of its own still.
    engine.close();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Engine one = openWith(MEMORY_LIMIT, true);
    RecordingBatch batch = submit(one, new RecordingBatch(Operations.set(Key.of("k"), "v")));
    batch.await(patience());
    finish(one.flush().toCompletableFuture());
    one.close();
    await("the engine's threads to end", () -> newThreads(before).isEmpty());
  }

  private static Set<Thread> newThreads(Set<Thread> before) {
    Set<Thread> now = new HashSet<>(Thread.getAllStackTraces().keySet());
    now.removeAll(before);
    // The JVM's own, which anybody may have started first.
    now.removeIf(
        thread ->
            thread.getThreadGroup() == null
                || thread.getThreadGroup().getName().equals("system")
                || thread.getThreadGroup().getName().equals("InnocuousThreadGroup")
                || thread.getName().startsWith("ForkJoinPool.commonPool")
                || thread.getName().equals("CompletableFutureDelayScheduler"));
    return now;
  }

  /* ----- the means ----- */

  private RecordingBatch submit(Operation... operations) {
    return submit(new RecordingBatch(operations));
  }

  private RecordingBatch submit(RecordingBatch batch) {
    return submit(engine, batch);
  }

  private RecordingBatch submit(Engine target, RecordingBatch batch) {
    batches.add(batch);
    try {
      target.execute(batch);
    } catch (RuntimeException e) {
      throw new AssertionError("execute threw " + e, e);
    }
    return batch;
  }

  private Result call(Operation operation) {
    return call(engine, operation);
  }

  private Result call(Engine target, Operation operation) {
    RecordingBatch batch = submit(target, new RecordingBatch(operation));
    batch.await(patience());
    return batch.result(0);
  }

  private void flush() {
    finish(engine.flush().toCompletableFuture());
  }

  private void finish(CompletableFuture<Void> future) {
    try {
      future.get(patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("flush failed", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("flush did not end within " + patience(), e);
    }
  }

  /** How often a scan shows each key. */
  private Map<Key, Integer> scan() {
    Map<Key, Integer> seen = new HashMap<>();
    engine.scan(
        (key, item) -> {
          seen.merge(key, 1, Integer::sum);
          return true;
        });
    return seen;
  }

  private void inParallel(int threads, IntConsumer task) throws Exception {
    var pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        ends.add(pool.submit(() -> task.accept(thread)));
      }
      for (Future<?> end : ends) {
        try {
          end.get(2 * patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
          throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
      }
    } finally {
      pool.shutdownNow();
      assertTrue(
          pool.awaitTermination(patience().toNanos(), TimeUnit.NANOSECONDS), "writers still run");
    }
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience().toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("waited " + patience() + " in vain for " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  private static void assertValue(String expected, Item item) {
    assertNotNull(item, () -> "no item where '" + expected + "' should be");
    assertEquals(expected, text(item.value()));
  }
}
