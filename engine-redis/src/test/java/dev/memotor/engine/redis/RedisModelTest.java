package dev.memotor.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Key;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.OperationGenerator;
import dev.memotor.engine.testing.SequenceRun;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts and the pure semantics agree, operation by operation and item by item. */
class RedisModelTest {

  private static final List<Key> KEYS =
      List.of(
          Key.of("a"), Key.of("b"), Key.of(new byte[] {0, 13, 10, (byte) 0xff}), Key.of("{tag}x"));

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
    ManualClock clock = new ManualClock(1_800_000_000L);
    try (Engine engine = Engines.open(redis.uri("?timeout=20s&prefix=model" + seed + ":"), clock)) {
      assertThat(
              new SequenceRun(engine, clock, KEYS, Duration.ofSeconds(90))
                  .run(new OperationGenerator(seed, KEYS).sequence(count), batchSize))
          .as("seed %d", seed)
          .isNull();
    }
  }
}
