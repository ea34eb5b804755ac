package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.Transition;
import dev.memotor.engine.WriteOptions;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares each result of random operations with a plain map under the same semantics, with
 * flushes, sweeps, restarts and a moving clock in between. Several threads have separate keys,
 * which share lanes and commits.
 */
final class ModelTest {

  private static final int KEYS = 12;
  private static final int ROUNDS = 4;
  private static final int BATCHES = 150;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "1, sync=1s&sweep-interval=10ms",
    "1, sync=always&blob-threshold=1k",
    "4, sync=1s&sweep-interval=10ms&write-buffer=1m&cache=1m&blob-threshold=1k",
    "4, sync=always&sweep-interval=10ms",
  })
  void results_areThoseOfTheSemantics(int threads, String options) throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    ManualClock clock = ManualClock.stoppedNow();
    List<Model> models = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      models.add(new Model(t, new Random(seed + t)));
    }
    String uri = "rocksdb:" + directory.resolve("store") + "?" + options;
    for (int round = 0; round < ROUNDS; round++) {
      try (Engine engine = Engines.open(uri, clock)) {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> running = new ArrayList<>();
        for (Model model : models) {
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      model.run(engine, clock.now());
                    } catch (Throwable t) {
                      failures.add(t);
                    }
                  });
          running.add(thread);
          thread.start();
        }
        for (Thread thread : running) {
          thread.join();
        }
        for (Throwable failure : failures) {
          throw new AssertionError("with -Dseed=" + seed + ", round " + round, failure);
        }
        Map<Key, Item> live = new HashMap<>();
        long now = clock.now();
        models.forEach(
            model ->
                model.items.forEach(
                    (key, item) -> {
                      if (!item.isExpired(now)) {
                        live.put(key, item);
                      }
                    }));
        Map<Key, Item> scanned = new HashMap<>();
        engine.scan(
            (key, item) -> {
              scanned.put(key, item);
              return true;
            });
        assertThat(scanned).as("-Dseed=%d, round %d", seed, round).isEqualTo(live);
        if (round == 1) {
          engine.flush().toCompletableFuture().get();
          models.forEach(model -> model.items.clear());
        }
      }
      clock.advance(7);
    }
  }

  /** The keys of one thread in a map. */
  private static final class Model {

    final Map<Key, Item> items = new HashMap<>();
    private final int number;
    private final Random random;
    private final Map<Key, Long> casSeen = new HashMap<>();

    Model(int number, Random random) {
      this.number = number;
      this.random = random;
    }

    void run(Engine engine, long now) {
      List<RecordingBatch> open = new ArrayList<>();
      List<List<Operation>> asked = new ArrayList<>();
      for (int b = 0; b < BATCHES; b++) {
        List<Operation> operations = new ArrayList<>();
        int size = 1 + random.nextInt(12);
        for (int i = 0; i < size; i++) {
          operations.add(operation(now));
        }
        // Several batches are in flight at once; their order is that of submission.
        open.add(new RecordingBatch(operations).execute(engine));
        asked.add(operations);
        if (random.nextInt(4) == 0) {
          settle(open, asked, now);
        }
      }
      settle(open, asked, now);
    }

    private void settle(List<RecordingBatch> open, List<List<Operation>> asked, long now) {
      for (int b = 0; b < open.size(); b++) {
        RecordingBatch batch = open.get(b).await();
        for (int i = 0; i < batch.size(); i++) {
          check(asked.get(b).get(i), batch.result(i), now);
        }
      }
      open.clear();
      asked.clear();
    }

    private void check(Operation operation, Result result, long now) {
      Key key = operation.key();
      Item before = items.get(key);
      // The engine chooses CAS numbers, and the model adopts them.
      long told = result.itemOrNull() == null ? 0 : result.item().cas();
      Transition transition = Semantics.apply(operation, before, now, () -> told == 0 ? 1 : told);
      Result expected = transition.result();
      String what = operation + " on " + before + " gave " + result + ", not " + expected;
      if (result.status() != expected.status()
          || result.number() != expected.number()
          || result.isWon() != expected.isWon()
          || result.isCreated() != expected.isCreated()
          || (operation instanceof Get && !same(result.itemOrNull(), expected.itemOrNull()))) {
        // An expired item may have been swept, which only the kind of the miss shows.
        throw new AssertionError(what);
      }
      if (transition.kind() == Transition.Kind.PUT) {
        items.put(key, transition.item());
        if (!(operation instanceof Touch || operation instanceof Get)) {
          Long last = casSeen.put(key, told);
          if (last != null && told <= last) {
            throw new AssertionError(what + "; the CAS number before was " + last);
          }
        }
      } else if (transition.kind() == Transition.Kind.REMOVE) {
        items.remove(key);
      }
    }

    private static boolean same(Item one, Item other) {
      return one == null
          ? other == null
          : other != null
              && one.flags() == other.flags()
              && one.exptime() == other.exptime()
              && one.cas() == other.cas()
              && Arrays.equals(one.value().bytes(), other.value().bytes());
    }

    private Operation operation(long now) {
      Key key = Key.of("m" + number + "-" + random.nextInt(KEYS));
      long exptime =
          switch (random.nextInt(4)) {
            case 0 -> now + 1 + random.nextInt(20);
            case 1 -> random.nextInt(10) == 0 ? Exptime.DEAD : now + 3;
            default -> Exptime.NEVER;
          };
      return switch (random.nextInt(10)) {
        case 0, 1 -> new Get(key);
        case 2 -> new Get(key, Get.Options.touch(exptime));
        case 3 ->
            new Arithmetic(
                key,
                random.nextBoolean() ? Arithmetic.Direction.UP : Arithmetic.Direction.DOWN,
                random.nextInt(100),
                random.nextBoolean() ? new Arithmetic.Vivify(exptime, 5) : null);
        case 4 -> new Touch(key, exptime);
        case 5 -> new Delete(key);
        case 6 -> new Concat(key, Concat.Side.APPEND, value(40), 100_000);
        case 7 ->
            new Store(
                key,
                Store.Mode.SET,
                value(100),
                1,
                exptime,
                new WriteOptions(new CasCondition(casSeen.getOrDefault(key, 1L))));
        case 8 ->
            new Store(
                key,
                random.nextBoolean() ? Store.Mode.ADD : Store.Mode.REPLACE,
                value(3000),
                2,
                exptime);
        default -> new Store(key, Store.Mode.SET, value(70_000), random.nextInt(), exptime);
      };
    }

    private byte[] value(int limit) {
      if (random.nextBoolean()) {
        return Integer.toString(random.nextInt(1000))
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      }
      byte[] value = new byte[random.nextInt(limit)];
      random.nextBytes(value);
      return value;
    }
  }
}
