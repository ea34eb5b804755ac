package dev.memotor.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Touch;
import dev.memotor.engine.Transition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts and the pure semantics agree, operation by operation and item by item. */
class RedisModelTest {

  private static final Key[] KEYS = {
    Key.of("a"), Key.of("b"), Key.of(new byte[] {0, 13, 10, (byte) 0xff}), Key.of("{tag}x")
  };

  private static RedisProcess redis;

  @BeforeAll
  static void startRedis() throws IOException {
    redis = RedisProcess.server();
  }

  @AfterAll
  static void stopRedis() throws Exception {
    redis.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyOperation_oneAtATime(long seed) {
    check(seed, 1, 3000);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void everyOperation_inBatches(long seed) {
    check(seed, 40, 6000);
  }

  @Test
  void everyOperation_freshSeed() {
    check(System.nanoTime(), 7, 3000);
  }

  private static void check(long seed, int batchSize, int count) {
    Random random = new Random(seed);
    TestClock clock = new TestClock();
    Map<Key, Item> model = new HashMap<>();
    try (Engine engine = clock.open(redis.uri("?timeout=20s&prefix=model" + seed + ":"))) {
      RandomOperations operations = new RandomOperations(random, KEYS);
      for (int done = 0; done < count; done += batchSize) {
        List<Operation> batch = new ArrayList<>();
        for (int i = 0; i < batchSize; i++) {
          Item some = model.get(KEYS[random.nextInt(KEYS.length)]);
          batch.add(operations.next(clock.now(), some == null ? 1 : some.cas()));
        }
        TestBatch results = TestBatch.run(engine, batch);
        for (int i = 0; i < batchSize; i++) {
          compare(seed, batch.get(i), results.result(i), model, clock.now());
        }
        if (random.nextInt(5) == 0) {
          clock.advance(random.nextInt(3));
        }
      }
      for (Key key : KEYS) {
        Operation peek = new Get(key, Get.Options.PEEK);
        compare(seed, peek, TestBatch.run(engine, peek), model, clock.now());
      }
    }
  }

  private static void compare(
      long seed, Operation operation, Result actual, Map<Key, Item> model, long now) {
    Item before = model.get(operation.key());
    // The number is the engine's to choose; everything else follows from it.
    long chosen = actual.itemOrNull() == null ? 0 : actual.item().cas();
    Transition transition = Semantics.apply(operation, before, now, () -> chosen);
    String what = "seed " + seed + ": " + operation + " on " + before + " at " + now;
    Result expected = transition.result();
    assertThat(actual.status()).as(what).isEqualTo(expected.status());
    assertThat(actual.number()).as(what).isEqualTo(expected.number());
    assertThat(actual.isWon()).as(what).isEqualTo(expected.isWon());
    assertThat(actual.isCreated()).as(what).isEqualTo(expected.isCreated());
    if (actual.isExpired()) {
      // Redis may have taken an expired item away already, but cannot invent one.
      assertThat(expected.isExpired()).as(what).isTrue();
    }
    assertThat(actual.itemOrNull() == null).as(what).isEqualTo(expected.itemOrNull() == null);
    if (actual.itemOrNull() != null) {
      sameItem(what, operation, actual.item(), expected.item());
    }
    if (!(operation instanceof Touch)) {
      assertThat(actual.valueLength()).as(what).isEqualTo(expected.valueLength());
    }
    switch (transition.kind()) {
      case PUT -> model.put(operation.key(), transition.item());
      case REMOVE -> model.remove(operation.key());
      case KEEP, ACCESS -> {}
    }
  }

  private static void sameItem(String what, Operation operation, Item actual, Item expected) {
    assertThat(actual.flags()).as(what).isEqualTo(expected.flags());
    assertThat(actual.exptime()).as(what).isEqualTo(expected.exptime());
    // Redis keeps no word for counted items: see the decision on scripts.
    assertThat(actual.marks()).as(what).isEqualTo(expected.marks() & ~Item.COUNTED);
    assertThat(actual.cas()).as(what).isEqualTo(expected.cas());
    if (operation instanceof Get) {
      assertThat(actual.value()).as(what).isEqualTo(expected.value());
    }
  }
}
