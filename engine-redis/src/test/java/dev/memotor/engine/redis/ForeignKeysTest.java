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
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.WriteOptions;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys of other types, which other programs have put where an item would be. */
class ForeignKeysTest {

  private static final Key KEY = Key.of("k");

  private static RedisProcess redis;

  private final ManualClock clock = new ManualClock(1_800_000_000L);

  @BeforeAll
  static void startRedis() throws IOException {
    redis = RedisProcess.server();
  }

  @AfterAll
  static void stopRedis() throws Exception {
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.command("CONFIG", "SET", "maxmemory", "0");
    redis.command("FLUSHALL");
  }

  private static Store store(Store.Mode mode, String value, long exptime) {
    return new Store(KEY, mode, bytes(value), 0, exptime);
  }

  /** What an operation makes of a foreign key with foreign=replace. */
  private record Expected(Operation operation, Status status, String typeAfter) {}

  /** The type stays where the text is empty. */
  private static final List<Expected> EXPECTED =
      List.of(
          new Expected(new Get(KEY), Status.NOT_FOUND, ""),
          new Expected(new Get(KEY, Get.Options.CONTEST), Status.NOT_FOUND, ""),
          new Expected(new Get(KEY, Get.Options.touch(Exptime.NEVER)), Status.NOT_FOUND, ""),
          new Expected(new Touch(KEY, Exptime.DEAD), Status.NOT_FOUND, ""),
          new Expected(store(Store.Mode.SET, "v", Exptime.NEVER), Status.OK, "hash"),
          new Expected(store(Store.Mode.SET, "v", Exptime.DEAD), Status.OK, "none"),
          new Expected(store(Store.Mode.ADD, "v", Exptime.NEVER), Status.OK, "hash"),
          new Expected(store(Store.Mode.REPLACE, "v", Exptime.NEVER), Status.NOT_STORED, ""),
          new Expected(
              new Store(
                  KEY,
                  Store.Mode.SET,
                  bytes("v"),
                  0,
                  Exptime.NEVER,
                  new WriteOptions(new CasCondition(1))),
              Status.NOT_FOUND,
              ""),
          new Expected(new Concat(KEY, Concat.Side.APPEND, bytes("v"), 100), Status.NOT_STORED, ""),
          new Expected(new Arithmetic(KEY, Arithmetic.Direction.UP, 1), Status.NOT_FOUND, ""),
          new Expected(
              new Arithmetic(
                  KEY, Arithmetic.Direction.UP, 1, new Arithmetic.Vivify(Exptime.NEVER, 5)),
              Status.OK,
              "hash"),
          new Expected(new Delete(KEY), Status.OK, "none"),
          new Expected(
              new Delete(KEY, Delete.Keep.NOTHING, new CasCondition(1), Exptime.NONE, 0, 0),
              Status.NOT_FOUND,
              ""),
          new Expected(
              new Delete(KEY, Delete.Keep.STALE_ITEM, null, Exptime.NONE, 0, 0),
              Status.NOT_FOUND,
              ""));

  private static String type(RedisProcess redis) {
    return (String) redis.command("TYPE", "app:k");
  }

  private static void put(RedisProcess redis, List<String> command) {
    redis.command("DEL", "app:k");
    redis.command(command.get(0), command.subList(1, command.size()).toArray(new String[0]));
    redis.command("EXPIRE", "app:k", "1000");
  }

  /** What must hold however Redis is found. */
  static void areReplaced(Engine engine, Function<String, RedisProcess> nodes) {
    RedisProcess node = nodes.apply("app:k");
    for (List<String> foreign :
        List.of(
            List.of("SET", "app:k", "a string"),
            List.of("RPUSH", "app:k", "a list"),
            List.of("SADD", "app:k", "a set"),
            List.of("ZADD", "app:k", "1", "a sorted set"),
            List.of("XADD", "app:k", "*", "a", "stream"))) {
      for (Expected expected : EXPECTED) {
        put(node, foreign);
        String type = type(node);
        assertThat(RecordingBatch.call(engine, expected.operation()).status())
            .as("%s over %s", expected, foreign)
            .isEqualTo(expected.status());
        assertThat(type(node))
            .as("%s over %s", expected, foreign)
            .isEqualTo(expected.typeAfter().isEmpty() ? type : expected.typeAfter());
        assertThat((Long) node.command("TTL", "app:k"))
            .as("%s over %s", expected, foreign)
            .matches(ttl -> expected.typeAfter().isEmpty() ? ttl > 0 : ttl < 0);
      }
    }
    put(node, List.of("RPUSH", "app:k", "a list"));
    inOneBatch(engine);
  }

  /** Order and CAS numbers are those of any other key. */
  private static void inOneBatch(Engine engine) {
    List<Operation> operations = new ArrayList<>();
    operations.add(new Get(KEY));
    operations.add(store(Store.Mode.ADD, "7", Exptime.NEVER));
    operations.add(new Get(KEY));
    operations.add(new Arithmetic(KEY, Arithmetic.Direction.UP, 1));
    operations.add(store(Store.Mode.ADD, "9", Exptime.NEVER));
    operations.add(new Get(KEY));
    RecordingBatch batch = RecordingBatch.run(engine, operations);
    assertThat(batch.result(0).status()).isEqualTo(Status.NOT_FOUND);
    assertThat(batch.result(2).item().value().bytes()).isEqualTo(bytes("7"));
    assertThat(batch.result(2).item().cas()).isEqualTo(batch.result(1).item().cas());
    assertThat(batch.result(4).status()).isEqualTo(Status.NOT_STORED);
    assertThat(batch.result(5).item().value().bytes()).isEqualTo(bytes("8"));
    assertThat(batch.result(5).item().cas()).isGreaterThan(batch.result(2).item().cas());
  }

  @Test
  void replaced_ifTheOptionSaysSo() {
    try (Engine engine =
        Engines.open(redis.uri("?timeout=20s&prefix=app:&foreign=replace"), clock)) {
      areReplaced(engine, key -> redis);
    }
  }

  @Test
  void replaced_whereASentinelNamesTheMaster() throws Exception {
    try (RedisProcess sentinel = RedisProcess.sentinel(redis.address(), 1);
        Engine engine =
            Engines.open(
                "redis-sentinel://"
                    + sentinel.address()
                    + "?timeout=20s&prefix=app:&foreign=replace",
                clock)) {
      areReplaced(engine, key -> redis);
    }
  }

  @Test
  void replaced_spoilsNoNeighbour() {
    try (Engine engine = Engines.open(redis.uri("?timeout=20s&foreign=replace"), clock)) {
      redis.command("SET", "s", "a string");
      redis.command("HSET", "k", "data", "v");
      RecordingBatch batch = RecordingBatch.run(engine, new Get(Key.of("s")), new Get(KEY));
      assertThat(batch.result(0).status()).isEqualTo(Status.NOT_FOUND);
      assertThat(batch.result(1).isOk()).isTrue();
      engine.flush().toCompletableFuture().join();
      assertThat(redis.command("GET", "s")).as("a flush takes items only").isEqualTo("a string");
    }
  }

  @Test
  void hashWithoutValue_isDeletedToo_andAnExpiredItemIsAMiss() {
    try (Engine engine =
        Engines.open(redis.uri("?timeout=20s&prefix=app:&foreign=replace"), clock)) {
      redis.command("HSET", "app:k", "name", "v");
      assertThat(RecordingBatch.call(engine, new Delete(KEY)).status()).isEqualTo(Status.OK);
      assertThat(type(redis)).isEqualTo("none");
      redis.command("HSET", "app:k", "data", "v", "exptime", Long.toString(clock.now()));
      assertThat(RecordingBatch.call(engine, new Delete(KEY)).isOk()).isFalse();
    }
  }

  @Test
  void refused_unlessTheOptionSaysSo_andTheErrorNamesIt() {
    try (Engine engine = Engines.open(redis.uri("?timeout=20s&prefix=app:"), clock)) {
      for (Expected expected : EXPECTED) {
        put(redis, List.of("RPUSH", "app:k", "a list"));
        EngineException failure = RecordingBatch.failure(engine, expected.operation());
        assertThat(failure)
            .as("%s", expected)
            .isNotNull()
            .hasMessageContaining("key k in Redis at " + redis.address())
            .hasMessageContaining("foreign=replace")
            .extracting(EngineException::kind)
            .isEqualTo(EngineException.Kind.CORRUPT);
        assertThat(type(redis)).as("%s", expected).isEqualTo("list");
      }
    }
  }

  @Test
  void noRoom_takesNoForeignKeyAway_thatIsToStay() {
    Store set = store(Store.Mode.SET, "v", Exptime.NEVER);
    try (Engine refusing = Engines.open(redis.uri("?timeout=20s&prefix=app:"), clock);
        Engine replacing =
            Engines.open(redis.uri("?timeout=20s&prefix=app:&foreign=replace"), clock)) {
      for (Engine engine : List.of(refusing, replacing)) {
        // So that no CAS numbers need be reserved while there is no room.
        RecordingBatch.call(engine, new Store(Key.of("other"), Store.Mode.SET, bytes("v"), 0, 0));
        put(redis, List.of("RPUSH", "app:k", "a list"));
        redis.command("CONFIG", "SET", "maxmemory", "1");
        EngineException failure = RecordingBatch.failure(engine, set);
        assertThat(failure.kind()).isEqualTo(EngineException.Kind.FULL);
        assertThat(type(redis)).isEqualTo(engine == refusing ? "list" : "none");
        redis.command("CONFIG", "SET", "maxmemory", "0");
      }
    }
  }
}
