package dev.memotor.engine.redis;

import static dev.memotor.engine.testing.Operations.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
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
import dev.memotor.engine.WriteOptions;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What other programs see in Redis, and what the engine makes of what they write. */
class RedisHashTest {

  private static RedisProcess redis;

  private final ManualClock clock = new ManualClock(1_800_000_000L);
  private Engine engine;

  @BeforeAll
  static void startRedis() throws IOException {
    redis = RedisProcess.server();
  }

  @AfterAll
  static void stopRedis() throws Exception {
    redis.close();
  }

  @BeforeEach
  void open() {
    redis.command("FLUSHALL");
    engine = Engines.open(redis.uri("/0?timeout=20s&prefix=app:"), clock);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static String text(Item item) {
    return new String(item.value().bytes(), StandardCharsets.UTF_8);
  }

  private Result run(dev.memotor.engine.Operation operation) {
    return RecordingBatch.call(engine, operation);
  }

  private static Map<String, String> hash(String redisKey) {
    List<?> flat = (List<?>) redis.command("HGETALL", redisKey);
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      fields.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return fields;
  }

  /* ----- what is written ----- */

  @Test
  void item_isAHashThatAPersonCanRead() {
    run(new Store(Key.of("n"), Store.Mode.SET, bytes("41"), 7, clock.now() + 100));
    run(new Arithmetic(Key.of("n"), Arithmetic.Direction.UP, 1));
    run(new Concat(Key.of("n"), Concat.Side.APPEND, bytes(" is the answer"), 100));

    assertThat(hash("app:n"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "data", "42 is the answer",
                "flags", "7",
                "exptime", Long.toString(clock.now() + 100),
                "cas", "3"));
    assertThat((Long) redis.command("TTL", "app:n")).isBetween(40L, 101L);
  }

  @Test
  void flags_areUnsigned() {
    run(new Store(Key.of("f"), Store.Mode.SET, bytes("v"), -1, Exptime.NEVER));
    assertThat(hash("app:f")).containsEntry("flags", "4294967295");
  }

  @Test
  void marks_areWords_andGoWithTheNextValue() {
    run(new Store(Key.of("m"), Store.Mode.SET, bytes("v"), 0, Exptime.NEVER));
    run(new Delete(Key.of("m"), Delete.Keep.STALE_ITEM, null, Exptime.NONE, 0, 0));
    run(new Get(Key.of("m"), Get.Options.CONTEST));
    assertThat(hash("app:m")).containsEntry("marks", "stale won");
    run(new Store(Key.of("m"), Store.Mode.SET, bytes("v"), 0, Exptime.NEVER));
    assertThat(hash("app:m")).doesNotContainKey("marks");
  }

  @Test
  void expiryOfRedis_followsTheItems() {
    Key key = Key.of("t");
    run(new Store(key, Store.Mode.SET, bytes("v"), 0, clock.now() + 100));
    assertThat((Long) redis.command("TTL", "app:t")).isBetween(40L, 101L);
    run(new Touch(key, Exptime.NEVER));
    assertThat((Long) redis.command("TTL", "app:t")).isEqualTo(-1);
    run(new Get(key, Get.Options.touch(clock.now() + 1000)));
    assertThat((Long) redis.command("TTL", "app:t")).isBetween(900L, 1001L);
    run(new Store(key, Store.Mode.SET, bytes("v"), 0, Exptime.NEVER));
    assertThat((Long) redis.command("TTL", "app:t")).isEqualTo(-1);
    run(new Touch(key, Exptime.DEAD));
    assertThat((Long) redis.command("EXISTS", "app:t")).isZero();
  }

  @Test
  void touch_isAnAccess() {
    Key key = Key.of("touched");
    run(new Store(key, Store.Mode.SET, bytes("value"), 0, Exptime.NEVER));
    run(new Touch(key, clock.now() + 100));
    assertThat(run(new Get(key)).item().isFetched()).isTrue();
  }

  @Test
  void expiredItem_isReclaimedByRedis_withoutReaders() {
    run(new Store(Key.of("gone"), Store.Mode.SET, bytes("v"), 0, clock.now() + 1));
    Await.until("Redis reclaims the item", () -> redis.command("EXISTS", "app:gone").equals(0L));
  }

  /* ----- what others have written ----- */

  @Test
  void handWritten_canBeRead_andGetsACasNumber() {
    redis.command("HSET", "app:k", "data", "hello");

    Result first = run(new Get(Key.of("k")));
    assertThat(text(first.item())).isEqualTo("hello");
    assertThat(first.item().flags()).isZero();
    assertThat(first.item().exptime()).isEqualTo(Exptime.NEVER);
    assertThat(first.item().cas()).isPositive();
    Result second = run(new Get(Key.of("k"), Get.Options.CONTEST));
    assertThat(second.item().cas()).isEqualTo(first.item().cas());
    Store swap =
        new Store(
            Key.of("k"),
            Store.Mode.SET,
            bytes("mine"),
            0,
            Exptime.NEVER,
            new WriteOptions(new CasCondition(first.item().cas())));
    assertThat(run(swap).status()).isEqualTo(Status.OK);
    assertThat(run(swap).status()).isEqualTo(Status.EXISTS);
  }

  @Test
  void set_overAForeignHash_leavesNeitherItsFieldsNorItsLifetime() {
    redis.command("HSET", "app:k", "name", "v", "marks", "won");
    redis.command("EXPIRE", "app:k", "1000");
    run(new Store(Key.of("k"), Store.Mode.SET, bytes("mine"), 0, Exptime.NEVER));
    assertThat(redis.command("HLEN", "app:k")).isEqualTo(4L);
    assertThat(redis.command("HEXISTS", "app:k", "name")).isEqualTo(0L);
    assertThat(redis.command("TTL", "app:k")).isEqualTo(-1L);
    redis.command("HSET", "app:k", "name", "v");
    redis.command("EXPIRE", "app:k", "1000");
    run(new Store(Key.of("k"), Store.Mode.SET, bytes("mine"), 0, Exptime.NEVER));
    assertThat(redis.command("HLEN", "app:k")).isEqualTo(4L);
    assertThat(redis.command("TTL", "app:k")).isEqualTo(-1L);
    redis.command("EXPIRE", "app:k", "1000");
    run(new Store(Key.of("k"), Store.Mode.SET, bytes("mine"), 0, Exptime.NEVER));
    assertThat(redis.command("TTL", "app:k")).isEqualTo(-1L);
  }

  @Test
  void touch_replacesAnExpirySetByAnotherProgram() {
    for (Operation touch :
        List.of(
            new Touch(Key.of("k"), Exptime.NEVER),
            new Get(Key.of("k"), Get.Options.touch(Exptime.NEVER)))) {
      run(new Store(Key.of("k"), Store.Mode.SET, bytes("v"), 0, Exptime.NEVER));
      redis.command("EXPIRE", "app:k", "1000");
      run(touch);
      assertThat(redis.command("TTL", "app:k")).as(touch.toString()).isEqualTo(-1L);
    }
  }

  @Test
  void handWritten_allOperationsWorkAtOnce() {
    redis.command("HSET", "app:a", "data", "1");
    redis.command("HSET", "app:b", "data", "1", "flags", "9");
    redis.command("HSET", "app:c", "data", "1", "exptime", Long.toString(clock.now() + 50));
    redis.command("HSET", "app:d", "data", "1", "exptime", Long.toString(clock.now()));
    redis.command("HSET", "app:e", "data", "1");

    assertThat(run(new Arithmetic(Key.of("a"), Arithmetic.Direction.UP, 4)).number()).isEqualTo(5);
    assertThat(run(new Concat(Key.of("b"), Concat.Side.PREPEND, bytes("0"), 9)).item().flags())
        .isEqualTo(9);
    assertThat(run(new Touch(Key.of("c"), Exptime.NEVER)).item().exptime())
        .isEqualTo(clock.now() + 50);
    assertThat(run(new Get(Key.of("d"))).isExpired()).isTrue();
    assertThat(run(new Delete(Key.of("e"))).isOk()).isTrue();
    assertThat(run(new Get(Key.of("e"))).status()).isEqualTo(Status.NOT_FOUND);
    assertThat(text(run(new Get(Key.of("b"))).itemOrNull())).isEqualTo("01");
  }

  @Test
  void handWritten_isShownByAScan_andGoesWithAFlush() throws Exception {
    redis.command("HSET", "app:byhand", "data", "v");
    List<String> seen = new ArrayList<>();
    engine.scan(
        (key, item) -> {
          assertThat(item.cas()).isPositive();
          return seen.add(key.toString());
        });
    assertThat(seen).containsExactly("byhand");
    redis.command("HSET", "app:byhand2", "data", "v");
    engine.flush().toCompletableFuture().get();
    assertThat(redis.command("EXISTS", "app:byhand", "app:byhand2")).isEqualTo(0L);
  }

  @Test
  void keyOfAnotherType_failsAsCorrupt_andIsLeftAlone() {
    redis.command("SET", "app:s", "a string");
    for (dev.memotor.engine.Operation operation :
        List.of(
            new Get(Key.of("s")),
            new Store(Key.of("s"), Store.Mode.SET, bytes("v"), 0, Exptime.NEVER),
            new Store(Key.of("s"), Store.Mode.SET, bytes("v"), 0, Exptime.DEAD),
            new Arithmetic(Key.of("s"), Arithmetic.Direction.UP, 1),
            new Touch(Key.of("s"), Exptime.DEAD),
            new Delete(Key.of("s")))) {
      EngineException failure = RecordingBatch.failure(engine, operation);
      assertThat(failure.kind()).as("%s", operation).isEqualTo(EngineException.Kind.CORRUPT);
    }
    assertThat(redis.command("GET", "app:s")).isEqualTo("a string");
  }

  @Test
  void fieldThatIsNoNumber_failsAsCorrupt() {
    redis.command("HSET", "app:x", "data", "v", "flags", "red");
    redis.command("HSET", "app:y", "data", "v", "exptime", "tomorrow");
    assertThat(RecordingBatch.failure(engine, new Get(Key.of("x"))))
        .hasMessageContaining("flags")
        .extracting(EngineException::kind)
        .isEqualTo(EngineException.Kind.CORRUPT);
    assertThat(
            RecordingBatch.run(engine, new Arithmetic(Key.of("y"), Arithmetic.Direction.UP, 1))
                .failure(0))
        .hasMessageContaining("exptime")
        .extracting(EngineException::kind)
        .isEqualTo(EngineException.Kind.CORRUPT);
  }

  /* ----- flush and strangers ----- */

  @Test
  void flush_leavesStrangersAlone() throws Exception {
    strangers("app:");
    redis.command("HSET", "other:item", "data", "v", "cas", "1");
    run(new Store(Key.of("mine"), Store.Mode.SET, bytes("v"), 0, Exptime.NEVER));
    engine.flush().toCompletableFuture().get();
    assertThat(redis.command("EXISTS", "app:mine")).isEqualTo(0L);
    assertThat(redis.command("EXISTS", "other:item")).isEqualTo(1L);
    strangersAreThere("app:");
  }

  @Test
  void flush_withoutPrefix_leavesStrangersAlone() throws Exception {
    strangers("");
    try (Engine all = Engines.open(redis.uri("?timeout=20s"), clock)) {
      RecordingBatch.call(
          all, new Store(Key.of("mine"), Store.Mode.SET, bytes("v"), 0, Exptime.NEVER));
      all.flush().toCompletableFuture().get();
      assertThat(redis.command("EXISTS", "mine")).isEqualTo(0L);
      strangersAreThere("");
      long before = Long.parseLong((String) redis.command("GET", "memotor cas"));
      assertThat(before).isPositive();
    }
  }

  @Test
  void flush_withAPatternInThePrefix_meansThePrefixItself() throws Exception {
    redis.command("HSET", "a1b:k", "data", "v");
    redis.command("HSET", "a[1*?]b:k", "data", "v");
    try (Engine odd = Engines.open(redis.uri("?timeout=20s&prefix=a%5B1*%3F%5Db:"), clock)) {
      odd.flush().toCompletableFuture().get();
    }
    assertThat(redis.command("EXISTS", "a1b:k")).isEqualTo(1L);
    assertThat(redis.command("EXISTS", "a[1*?]b:k")).isEqualTo(0L);
  }

  private static void strangers(String prefix) {
    redis.command("SET", prefix + "string", "v");
    redis.command("SADD", prefix + "set", "v");
    redis.command("HSET", prefix + "user", "name", "v");
    redis.command("HSET", prefix + "record", "data", "v", "kind", "v");
  }

  private static void strangersAreThere(String prefix) {
    assertThat(
            redis.command(
                "EXISTS", prefix + "string", prefix + "set", prefix + "user", prefix + "record"))
        .isEqualTo(4L);
  }

  @Test
  void flush_ofManyItems_spareWhatIsStoredMeanwhile() throws Exception {
    List<Store> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(new Store(Key.of("old" + i), Store.Mode.SET, bytes("v"), 0, Exptime.NEVER));
    }
    RecordingBatch.run(engine, many);
    var flushed = engine.flush().toCompletableFuture();
    int kept = 0;
    while (!flushed.isDone()) {
      // Each would fail if it found the old item.
      Key key = Key.of("old" + (kept % 5_000));
      if (kept < 5_000) {
        assertThat(run(new Store(key, Store.Mode.ADD, bytes("new"), 0, Exptime.NEVER)).status())
            .isEqualTo(Status.OK);
        kept++;
      }
    }
    flushed.get();
    int[] seen = new int[1];
    engine.scan(
        (key, item) -> {
          assertThat(text(item)).isEqualTo("new");
          seen[0]++;
          return true;
        });
    assertThat(seen[0]).isEqualTo(kept);
  }
}
