package dev.memotor.engine.redis;

import static dev.memotor.engine.testing.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several engines, as in several processes, over one Redis. */
class RedisSharingTest {

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
    redis.command("FLUSHALL");
  }

  private static void inParallel(List<Runnable> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<?>> ends = new ArrayList<>();
      tasks.forEach(task -> ends.add(threads.submit(task)));
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void increments_of16WritersOnTwoEngines_allCount() throws Exception {
    String uri = redis.uri("?timeout=20s");
    try (Engine one = Engines.open(uri, clock);
        Engine other = Engines.open(uri, clock)) {
      for (int key = 0; key < 10; key++) {
        RecordingBatch.call(one, set("c" + key, "18446744073709551000"));
      }
      Set<Long> numbers = ConcurrentHashMap.newKeySet();
      List<Runnable> writers = new ArrayList<>();
      for (int writer = 0; writer < 16; writer++) {
        Engine engine = writer % 2 == 0 ? one : other;
        writers.add(
            () -> {
              for (int round = 0; round < 125; round++) {
                List<Operation> ups = new ArrayList<>();
                for (int key = 0; key < 10; key++) {
                  ups.add(new Arithmetic(Key.of("c" + key), Arithmetic.Direction.UP, 1));
                }
                RecordingBatch batch = RecordingBatch.run(engine, ups);
                for (int key = 0; key < 10; key++) {
                  assertThat(numbers.add(batch.result(key).item().cas() * 10 + key)).isTrue();
                }
              }
            });
      }
      inParallel(writers);
      for (int key = 0; key < 10; key++) {
        Result result = RecordingBatch.call(one, new Get(Key.of("c" + key)));
        // 2000 added to what is 616 below 2^64.
        assertThat(new String(result.item().value().bytes(), StandardCharsets.UTF_8))
            .isEqualTo("1384");
      }
    }
  }

  @Test
  void casNumbers_areNeverReused_acrossEnginesRestartsDeletesAndLossOfTheCounter() {
    Set<Long> seen = new HashSet<>();
    long last = 0;
    for (int restart = 0; restart < 5; restart++) {
      try (Engine one = Engines.open(redis.uri("?timeout=20s"), clock);
          Engine other = Engines.open(redis.uri("?timeout=20s&lanes=3"), clock)) {
        for (int i = 0; i < 100; i++) {
          Engine engine = i % 2 == 0 ? one : other;
          long cas = RecordingBatch.call(engine, set("k", "v")).item().cas();
          assertThat(seen.add(cas)).as("cas %d", cas).isTrue();
          last = restart < 4 ? Math.max(last, cas) : last;
          RecordingBatch.call(engine, new Delete(Key.of("k")));
          if (restart == 4 && i == 50) {
            redis.command("FLUSHALL");
          }
        }
      }
    }
    assertThat(last).isLessThan(100_000);
  }

  @Test
  void writesOfOne_areSeenByTheOther() throws Exception {
    try (Engine one = Engines.open(redis.uri("/3?timeout=20s"), clock);
        Engine other = Engines.open(redis.uri("?timeout=20s&database=3"), clock);
        Engine elsewhere = Engines.open(redis.uri("/4?timeout=20s"), clock)) {
      RecordingBatch.call(one, set("k", "v"));
      assertThat(RecordingBatch.call(other, new Get(Key.of("k"))).isOk()).isTrue();
      assertThat(RecordingBatch.call(elsewhere, new Get(Key.of("k"))).isOk()).isFalse();
      other.flush().toCompletableFuture().get();
      assertThat(RecordingBatch.call(one, new Get(Key.of("k"))).isOk()).isFalse();
    }
  }

  @Test
  void scriptFlush_isRepaired_inOrder() {
    try (Engine engine = Engines.open(redis.uri("?timeout=20s"), clock)) {
      flushScriptsAndCount(engine, 30);
      assertThat(Long.parseLong(engine.stats().details().get("script_reloads"))).isPositive();
    }
  }

  @Test
  void scriptFlush_isRepaired_inOrder_whileOthersLoadTheSameScripts() throws Exception {
    String script = new String(Script.ARITHMETIC.source(), StandardCharsets.UTF_8);
    AtomicBoolean ends = new AtomicBoolean();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Engine engine = Engines.open(redis.uri("?timeout=20s"), clock)) {
      Future<?> loading =
          other.submit(
              () -> {
                while (!ends.get()) {
                  redis.command("SCRIPT", "LOAD", script);
                }
              });
      try {
        flushScriptsAndCount(engine, 300);
      } finally {
        ends.set(true);
        loading.get();
      }
    } finally {
      other.shutdown();
    }
  }

  private static void flushScriptsAndCount(Engine engine, int rounds) {
    for (int round = 0; round < rounds; round++) {
      redis.command("SCRIPT", "FLUSH");
      RecordingBatch batch =
          RecordingBatch.run(
              engine,
              set("k", Integer.toString(round * 10)),
              new Get(Key.of("k")),
              new Arithmetic(Key.of("k"), Arithmetic.Direction.UP, 5),
              new Get(Key.of("k")));
      assertThat(new String(batch.result(1).item().value().bytes(), StandardCharsets.UTF_8))
          .isEqualTo(Integer.toString(round * 10));
      assertThat(batch.result(2).number()).isEqualTo(round * 10L + 5);
      assertThat(new String(batch.result(3).item().value().bytes(), StandardCharsets.UTF_8))
          .isEqualTo(Integer.toString(round * 10 + 5));
    }
  }

  @Test
  void password_isAskedFor_andTaken() throws Exception {
    try (RedisProcess guarded =
        RedisProcess.server("--requirepass", "s3cret @:/", "--masterauth", "s3cret @:/")) {
      RedisEngineProvider provider = new RedisEngineProvider();
      for (String uri :
          List.of(
              guarded.uri(""),
              guarded.uri("?password=wrong"),
              "redis://:wrong@127.0.0.1:" + guarded.port())) {
        EngineConfig config = EngineConfig.parse(uri, provider.options());
        assertThat(
                org.assertj.core.api.Assertions.catchThrowableOfType(
                    EngineException.class, () -> provider.open(config, Engines.context(clock))))
            .as(uri)
            .hasMessageContaining("127.0.0.1:" + guarded.port() + " refuses the login")
            .hasMessageContaining("password")
            .extracting(EngineException::kind)
            .isEqualTo(EngineException.Kind.CONFIGURATION);
      }
      for (String uri :
          List.of(
              guarded.uri("?password=s3cret%20@:/"),
              "redis://:s3cret%20%40:%2F@127.0.0.1:" + guarded.port() + "/1",
              "redis://default:s3cret%20%40:%2F@127.0.0.1:" + guarded.port())) {
        try (Engine engine = Engines.open(uri, clock)) {
          assertThat(RecordingBatch.call(engine, set("k", "v")).isOk()).as(uri).isTrue();
        }
      }
    }
  }
}
