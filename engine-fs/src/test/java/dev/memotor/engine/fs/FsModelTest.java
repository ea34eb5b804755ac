package dev.memotor.engine.fs;

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
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares random histories of one client with a map and the pure function. */
class FsModelTest {

  private static final int STEPS = 6000;

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({"1, ?sync=never", "2, ?sync=20ms", "3, ?sync=always", "4, ?sync=1s"})
  void matchesThePureFunction(long seed, String options) {
    Random random = new Random(seed);
    AtomicLong clock = new AtomicLong(1_000_000);
    Map<Key, Item> model = new HashMap<>();
    int steps = options.contains("always") ? STEPS / 6 : STEPS;
    Engine engine = Engines.open("fs:" + root + options, clock::get);
    try {
      for (int step = 0; step < steps; step++) {
        if (random.nextInt(20) == 0) {
          clock.addAndGet(random.nextInt(3));
        }
        if (random.nextInt(500) == 0) {
          engine.close();
          engine = Engines.open("fs:" + root + options, clock::get);
        }
        if (random.nextInt(1000) == 0) {
          engine.flush().toCompletableFuture().join();
          model.clear();
        }
        Operation operation = randomOperation(random, model, clock.get());
        Result actual = RecordingBatch.call(engine, operation);
        // The engine chooses the CAS numbers, and the model adopts them.
        long cas = actual.itemOrNull() == null ? 0 : actual.item().cas();
        Transition expected =
            Semantics.apply(operation, model.get(operation.key()), clock.get(), () -> cas);
        assertThat(actual.status())
            .as("step %d: %s", step, operation)
            .isEqualTo(expected.result().status());
        assertThat(actual.number()).isEqualTo(expected.result().number());
        assertThat(actual.isWon()).isEqualTo(expected.result().isWon());
        assertThat(actual.isCreated()).isEqualTo(expected.result().isCreated());
        if (operation instanceof Get) {
          assertThat(actual.itemOrNull())
              .as("step %d: %s", step, operation)
              .isEqualTo(expected.result().itemOrNull());
        }
        apply(model, operation, expected);
        if (operation instanceof Delete && expected.kind() == Transition.Kind.PUT) {
          learnCas(engine, model, operation.key());
        }
      }
      Map<Key, Item> scanned = new HashMap<>();
      engine.scan(
          (key, item) -> {
            assertThat(scanned.put(key, item)).isNull();
            return true;
          });
      model.values().removeIf(item -> item.isExpired(clock.get()));
      assertThat(scanned).isEqualTo(model);
    } finally {
      engine.close();
    }
  }

  private static void apply(Map<Key, Item> model, Operation operation, Transition transition) {
    if (transition.kind() == Transition.Kind.PUT) {
      model.put(operation.key(), transition.item());
    } else if (transition.kind() == Transition.Kind.REMOVE) {
      model.remove(operation.key());
    }
  }

  /** The result of a delete that keeps the item lacks the new CAS number. */
  private static void learnCas(Engine engine, Map<Key, Item> model, Key key) {
    Item actual = RecordingBatch.call(engine, new Get(key, Get.Options.PEEK)).itemOrNull();
    Item old = model.get(key);
    assertThat(actual.value()).isEqualTo(old.value());
    assertThat(actual.isStale()).isEqualTo(old.isStale());
    model.put(key, actual);
  }

  private static Operation randomOperation(Random random, Map<Key, Item> model, long now) {
    Key key = Key.of("key" + random.nextInt(40));
    Item known = model.get(key);
    long exptime = random.nextInt(3) == 0 ? now + random.nextInt(20) - 2 : Exptime.NEVER;
    CasCondition condition =
        switch (random.nextInt(6)) {
          case 0 -> new CasCondition(1 + random.nextInt(50), random.nextBoolean());
          case 1, 2 -> known == null ? null : new CasCondition(known.cas());
          default -> null;
        };
    return switch (random.nextInt(12)) {
      case 0, 1, 2 ->
          new Store(
              key,
              Store.Mode.values()[random.nextInt(3)],
              value(random),
              random.nextInt(),
              exptime,
              new WriteOptions(condition, 0, random.nextBoolean()));
      case 3 -> new Store(key, Store.Mode.SET, value(random), 7, exptime);
      case 4 -> new Get(key, options(random, now));
      case 5 -> new Touch(key, exptime);
      case 6 ->
          new Delete(
              key,
              Delete.Keep.values()[random.nextInt(4)],
              condition,
              random.nextBoolean() ? Exptime.NONE : now + 5,
              3,
              0);
      case 7 -> new Concat(key, Concat.Side.values()[random.nextInt(2)], value(random), 200_000);
      case 8 ->
          new Arithmetic(
              key,
              Arithmetic.Direction.values()[random.nextInt(2)],
              random.nextInt(100),
              random.nextBoolean() ? null : new Arithmetic.Vivify(exptime, random.nextInt(100)));
      default -> new Get(key);
    };
  }

  private static Get.Options options(Random random, long now) {
    return switch (random.nextInt(4)) {
      case 0 -> Get.Options.CONTEST;
      case 1 -> Get.Options.touch(now + random.nextInt(10));
      case 2 ->
          new Get.Options(
              true,
              true,
              Exptime.NONE,
              new Get.Recache(now + 5, false),
              new Get.Vivify(now + 10, 0, true));
      default -> Get.Options.PEEK;
    };
  }

  private static byte[] value(Random random) {
    if (random.nextInt(4) == 0) {
      return Integer.toString(random.nextInt(1000)).getBytes(StandardCharsets.US_ASCII);
    }
    int length =
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> 1400 + random.nextInt(200);
          case 2 -> random.nextInt(80_000);
          default -> random.nextInt(300);
        };
    byte[] value = new byte[length];
    random.nextBytes(value);
    return value;
  }
}
