package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.HearsReads;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.Result;
import dev.memotor.engine.SchedulesFlushes;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.Operations;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RocksDbEngineTest {

  @Test
  void theClocksMark_isKept(@TempDir Path store) {
    ManualClock first = new ManualClock(1_800_000_000L).withMark("first");
    try (Engine engine = Engines.open("rocksdb:" + store, first)) {
      assertThat(first.resumed()).isEmpty();
      assertThat(engine.role(SchedulesFlushes.class).orElseThrow().scheduledFlush()).isZero();
      first.withMark("second");
    }
    ManualClock next = new ManualClock(1_800_000_000L).withMark("third");
    Engines.open("rocksdb:" + store, next).close();
    assertThat(next.resumed()).containsExactly("second");
  }

  private static final String[] MODES = {"sync=1s", "sync=always", "sync=never"};

  @TempDir Path directory;

  private Engine open(String options) {
    return Engines.open("rocksdb:" + directory.resolve("store") + "?" + options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync=1s", "sync=always", "sync=never"})
  void batch_seesItsOwnWrites(String options) {
    try (Engine engine = open(options)) {
      Key key = Key.of("k");
      RecordingBatch batch =
          RecordingBatch.run(
              engine,
              Operations.set("k", "1"),
              new Get(key),
              new Arithmetic(key, Arithmetic.Direction.UP, 41),
              new Get(key),
              new Concat(key, Concat.Side.APPEND, new byte[] {'0'}, 100),
              new Get(key),
              new Delete(key),
              new Get(key),
              new Concat(key, Concat.Side.APPEND, new byte[] {'0'}, 100),
              new Store(key, Store.Mode.ADD, new byte[] {'n'}, 7, Exptime.NEVER),
              new Get(key));
      assertThat(text(batch.result(1))).isEqualTo("1");
      assertThat(batch.result(2).number()).isEqualTo(42);
      assertThat(text(batch.result(3))).isEqualTo("42");
      assertThat(text(batch.result(5))).isEqualTo("420");
      assertThat(batch.result(7)).isEqualTo(Result.NOT_FOUND);
      assertThat(batch.result(8)).isEqualTo(Result.NOT_STORED);
      assertThat(text(batch.result(10))).isEqualTo("n");
      assertThat(batch.result(10).item().flags()).isEqualTo(7);
    }
  }

  private static String text(Result result) {
    return new String(result.item().value().bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void restart_keepsItems_andContinuesCas() {
    for (String options : MODES) {
      Item before;
      long exptime = 4_000_000_000L;
      try (Engine engine = open(options)) {
        RecordingBatch.call(
            engine,
            new Store(Key.of("a"), Store.Mode.SET, new byte[] {1, 2}, 0xFFFF_FFFE, exptime));
        before = RecordingBatch.call(engine, new Get(Key.of("a"), Get.Options.PEEK)).itemOrNull();
      }
      try (Engine engine = open(options)) {
        assertThat(RecordingBatch.call(engine, new Get(Key.of("a"), Get.Options.PEEK)).itemOrNull())
            .isEqualTo(before);
        long cas = RecordingBatch.call(engine, Operations.set("b", "x")).item().cas();
        assertThat(cas).isEqualTo(before.cas() + 1);
        RecordingBatch.call(engine, new Touch(Key.of("a"), Exptime.NEVER));
        assertThat(RecordingBatch.call(engine, new Get(Key.of("a"))).item().cas())
            .isEqualTo(before.cas());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync=1s", "sync=always"})
  void increments_of16Threads_allCount(String options) throws Exception {
    int threads = 16;
    int rounds = 300;
    int keys = 3;
    try (Engine engine = open(options)) {
      for (int k = 0; k < keys; k++) {
        RecordingBatch.call(engine, Operations.set("n" + k, "0"));
      }
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> all = new ArrayList<>();
      List<Set<Long>> seen = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        Set<Long> numbers = new HashSet<>();
        seen.add(numbers);
        Thread thread =
            new Thread(
                () -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  for (int i = 0; i < rounds; i++) {
                    Operation[] operations = new Operation[keys];
                    for (int k = 0; k < keys; k++) {
                      operations[k] = new Arithmetic(Key.of("n" + k), Arithmetic.Direction.UP, 1);
                    }
                    RecordingBatch batch = RecordingBatch.run(engine, operations);
                    for (int k = 0; k < keys; k++) {
                      numbers.add(batch.result(k).number() * keys + k);
                    }
                  }
                });
        all.add(thread);
        thread.start();
      }
      go.countDown();
      for (Thread thread : all) {
        thread.join();
      }
      for (int k = 0; k < keys; k++) {
        assertThat(RecordingBatch.text(engine, "n" + k))
            .isEqualTo(Integer.toString(threads * rounds));
      }
      Set<Long> union = new HashSet<>();
      seen.forEach(union::addAll);
      assertThat(union).as("each number is returned once").hasSize(threads * rounds * keys);
    }
  }

  @Test
  void flush_isABarrier_evenAcrossARestart() throws Exception {
    try (Engine engine = open("")) {
      for (int i = 0; i < 1000; i++) {
        RecordingBatch.call(engine, Operations.set("old" + i, "x", 4_000_000_000L));
      }
      RecordingBatch before = new RecordingBatch(Operations.set("before", "x")).execute(engine);
      CompletionStage<Void> flushed = engine.flush();
      RecordingBatch after = new RecordingBatch(Operations.set("after", "y")).execute(engine);
      flushed.toCompletableFuture().get();
      assertThat(before.await().result(0).isOk()).isTrue();
      assertThat(after.await().result(0).isOk()).isTrue();
      assertThat(scan(engine)).isEqualTo(Map.of("after", "y"));
      assertThat(RecordingBatch.text(engine, "before")).isNull();
    }
    try (Engine engine = open("")) {
      assertThat(scan(engine)).isEqualTo(Map.of("after", "y"));
      assertThat(RecordingBatch.text(engine, "old5")).isNull();
      Await.until(() -> engine.stats().items() == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blob-threshold=8k", "blob-threshold=1g"})
  void largeValues_areRestored(String options) throws Exception {
    List<byte[]> values =
        IntStream.of(32_745, 32_746, 32_747, 1 << 20, 5 << 20, 64 << 20)
            .mapToObj(RocksDbEngineTest::value)
            .toList();
    try (Engine engine = open(options)) {
      for (byte[] value : values) {
        Key key = Key.of("k" + value.length);
        RecordingBatch.call(
            engine, new Store(key, Store.Mode.SET, value, value.length, Exptime.NEVER));
        assertHolds(engine, key, value);
      }
    }
    try (Engine engine = open(options)) {
      for (byte[] value : values) {
        Key key = Key.of("k" + value.length);
        assertHolds(engine, key, value);
        RecordingBatch.call(engine, new Touch(key, 4_000_000_000L));
        assertHolds(engine, key, value);
        assertThat(RecordingBatch.call(engine, new Delete(key)).isOk()).isTrue();
        assertThat(RecordingBatch.text(engine, key.toString())).isNull();
      }
    }
  }

  private static void assertHolds(Engine engine, Key key, byte[] value) {
    Item item = RecordingBatch.call(engine, new Get(key)).item();
    assertThat(item.flags()).isEqualTo(value.length);
    assertThat(Arrays.equals(item.value().bytes(), value)).as("%s is as stored", key).isTrue();
  }

  private static byte[] value(int length) {
    byte[] value = new byte[length];
    new Random(length).nextBytes(value);
    return value;
  }

  @Test
  void scan_isASnapshot_andStopsOnRequest() {
    try (Engine engine = open("")) {
      Map<String, String> expected = new HashMap<>();
      for (int i = 0; i < 500; i++) {
        RecordingBatch.call(engine, Operations.set("k" + i, "v" + i));
        expected.put("k" + i, "v" + i);
      }
      RecordingBatch.call(engine, Operations.set("dead", "x", 1));
      Map<String, String> seen = new HashMap<>();
      engine.scan(
          (key, item) -> {
            // Later changes are not visible to the scan.
            RecordingBatch.call(engine, Operations.set("k" + (seen.size() * 7) % 500, "changed"));
            RecordingBatch.call(engine, Operations.set("new" + seen.size(), "x"));
            seen.put(key.toString(), new String(item.value().bytes(), StandardCharsets.UTF_8));
            return true;
          });
      assertThat(seen).isEqualTo(expected);
      int[] visits = {0};
      engine.scan((key, item) -> ++visits[0] < 10);
      assertThat(visits[0]).isEqualTo(10);
    }
  }

  @Test
  void accessRecord_isKept() {
    try (Engine engine = open("")) {
      RecordingBatch.call(engine, Operations.set("k", "v"));
      Get look = new Get(Key.of("k"), Get.Options.PEEK);
      assertThat(RecordingBatch.call(engine, look).item().isFetched()).isFalse();
      RecordingBatch.call(engine, new Get(Key.of("k")));
      assertThat(RecordingBatch.call(engine, look).item().isFetched()).isTrue();
      RecordingBatch.call(engine, Operations.set("k", "w"));
      assertThat(RecordingBatch.call(engine, look).item().isFetched()).isFalse();
    }
  }

  @Test
  void accessed_recordsReadsAnsweredElsewhere() {
    try (Engine engine = open("")) {
      RecordingBatch.call(engine, Operations.set("k", "v"));
      Get look = new Get(Key.of("k"), Get.Options.PEEK);
      Item read = RecordingBatch.call(engine, look).itemOrNull();
      RecordingBatch.call(engine, Operations.set("other", "v"));
      engine.role(HearsReads.class).orElseThrow().accessed(Key.of("other"), read);
      read.recordAccess(read.lastAccess() + 5);
      engine.role(HearsReads.class).orElseThrow().accessed(Key.of("k"), read);
      Item shown = RecordingBatch.call(engine, look).itemOrNull();
      assertThat(shown.isFetched()).isTrue();
      assertThat(shown.lastAccess()).isEqualTo(read.lastAccess());
      Get other = new Get(Key.of("other"), Get.Options.PEEK);
      assertThat(RecordingBatch.call(engine, other).item().isFetched())
          .as("another value")
          .isFalse();
    }
  }

  @Test
  void reads_leaveTheCallersThread_onlyForTheDisk() {
    try (Engine engine = open("")) {
      // Too many for a start to count, which would load them into RAM.
      for (int i = 0; i < 3_000; i++) {
        RecordingBatch.call(engine, Operations.set("k" + i, "x"));
      }
      assertThat(RecordingBatch.text(engine, "k7")).isEqualTo("x");
      assertThat(engine.stats().details()).containsEntry("pool_operations", "0");
    }
    try (Engine engine = open("")) {
      assertThat(RecordingBatch.text(engine, "absent")).isNull();
      assertThat(engine.stats().details()).containsEntry("pool_operations", "0");
      assertThat(RecordingBatch.text(engine, "k7")).isEqualTo("x");
      assertThat(engine.stats().details())
          .containsEntry("inline_operations", "1")
          .containsEntry("pool_operations", "1");
      // Until the pool's thread has left the key's lane, reads follow it there.
      Await.until(
          () -> {
            assertThat(RecordingBatch.text(engine, "k7")).isEqualTo("x");
            return !engine.stats().details().get("inline_operations").equals("1");
          });
    }
  }

  @Test
  void stats_countItems() {
    try (Engine engine = open("")) {
      for (int i = 0; i < 100; i++) {
        RecordingBatch.call(engine, Operations.set("k" + i, "v"));
      }
      EngineStats stats = engine.stats();
      assertThat(stats.items()).isEqualTo(100);
      assertThat(stats.totalItems()).isEqualTo(100);
      assertThat(stats.bytes()).isPositive();
      assertThat(stats.details())
          .containsEntry("commits", "100")
          .containsEntry("items_are", "counted")
          .containsKeys("block_cache_bytes", "sst_bytes", "commit_stalls", "swept_items");
      assertThat(engine.capabilities()).containsExactly(Capability.PERSISTENT);
      assertThat(engine.role(Resizable.class)).isEmpty();
    }
  }

  /** Uses far more entries than items, on disk, so that counting in RAM is not enough. */
  @Test
  void items_areCounted_afterOverwritesDeletesExpiryAndRestarts() throws Exception {
    ManualClock clock = ManualClock.stoppedNow();
    String uri =
        "rocksdb:" + directory.resolve("store") + "?write-buffer=1m&cache=1m&sweep-interval=10ms";
    String value = "v".repeat(500);
    try (Engine engine = Engines.open(uri, clock)) {
      for (int i = 0; i < 20_000; i++) {
        RecordingBatch.call(engine, Operations.set("k" + i % 3_000, value));
      }
      for (int i = 0; i < 100; i++) {
        RecordingBatch.call(engine, new Delete(Key.of("k" + i)));
        RecordingBatch.call(engine, Operations.set("e" + i, value, clock.now() + 10));
      }
      awaitItems(engine, 3_000, value.length());
      Copies.copy(directory.resolve("store"), directory.resolve("killed"));
      clock.advance(20);
      awaitItems(engine, 2_900, value.length());
    }
    try (Engine engine = Engines.open(uri, clock)) {
      awaitItems(engine, 2_900, value.length());
      engine.flush().toCompletableFuture().get();
      awaitItems(engine, 0, 0);
    }
    try (Engine engine = Engines.open(uri.replace("/store?", "/killed?"), clock)) {
      awaitItems(engine, 2_900, value.length());
    }
  }

  private static void awaitItems(Engine engine, int items, int valueLength) {
    EngineStats[] last = new EngineStats[1];
    Await.until(
        () -> {
          last[0] = engine.stats();
          return last[0].items() == items && last[0].details().get("items_are").equals("counted");
        });
    long withoutKeys = (long) items * (valueLength + 22);
    assertThat(last[0].bytes()).isBetween(withoutKeys, withoutKeys + 5L * items);
  }

  @Test
  void close_completesPendingOperations_andRefusesFurtherOnes() throws Exception {
    Engine engine = open("sync=always");
    RecordingBatch batch =
        new RecordingBatch(Operations.set("k", "v"), new Get(Key.of("k"))).execute(engine);
    CompletionStage<Void> flushed = engine.flush();
    engine.close();
    engine.close();
    assertThat(batch.await().result(1).status()).isEqualTo(Status.OK);
    assertThat(flushed.toCompletableFuture()).isDone();
    assertThatThrownBy(() -> engine.execute(new RecordingBatch(new Get(Key.of("k")))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(engine::flush).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(engine::stats).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> engine.scan((key, item) -> true))
        .isInstanceOf(IllegalStateException.class);
    Await.until(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("memotor-rocksdb")));
  }

  @Test
  void close_duringOperations_completesEach() throws Exception {
    Engine engine = open("");
    List<Thread> threads = new ArrayList<>();
    List<RecordingBatch> batches = java.util.Collections.synchronizedList(new ArrayList<>());
    CountDownLatch running = new CountDownLatch(4);
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; ; i++) {
                  RecordingBatch batch =
                      new RecordingBatch(
                          Operations.set("k" + i % 50, "v"),
                          new Get(Key.of("k" + (i + 1) % 50)),
                          new Get(Key.of("absent" + i)));
                  try {
                    batch.execute(engine);
                  } catch (IllegalStateException e) {
                    return;
                  }
                  batches.add(batch);
                  if (i == 100) {
                    running.countDown();
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    running.await();
    engine.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(batches).isNotEmpty();
    batches.forEach(batch -> assertThat(batch.await().result(0).isOk()).isTrue());
  }

  static Map<String, String> scan(Engine engine) {
    Map<String, String> all = new HashMap<>();
    engine.scan(
        (key, item) -> {
          String before =
              all.put(key.toString(), new String(item.value().bytes(), StandardCharsets.UTF_8));
          assertThat(before).isNull();
          return true;
        });
    return all;
  }
}
