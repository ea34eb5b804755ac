package dev.memotor.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Concat;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Large values get time in proportion to their size; a Redis that hangs gets no more. */
@Tag("slow")
class LargeValuesTest {

  private static final Key KEY = Key.of("large");
  private static final int MEGABYTE = 1 << 20;

  private final ManualClock clock = new ManualClock(1_800_000_000L);
  private RedisProcess redis;

  @BeforeEach
  void startRedis() throws IOException {
    redis = RedisProcess.server();
  }

  @AfterEach
  void stopRedis() throws Exception {
    redis.close();
  }

  private static byte[] value(int megabytes) {
    byte[] value = new byte[megabytes * MEGABYTE];
    new Random(1).nextBytes(value);
    return value;
  }

  private static Store set(byte[] value) {
    return new Store(KEY, Store.Mode.SET, value, 0, Exptime.NEVER);
  }

  @Test
  void sixtyMegabytes_areStoredAndRead_withTheDefaultTimeout() {
    byte[] value = value(60);
    try (Engine engine = Engines.open(redis.uri(""), clock)) {
      assertThat(RecordingBatch.failure(engine, set(value))).isNull();
      assertThat(RecordingBatch.call(engine, new Get(KEY)).item().value().bytes()).isEqualTo(value);
      assertThat(
              RecordingBatch.call(engine, new Get(KEY, Get.Options.CONTEST)).item().value().bytes())
          .isEqualTo(value);
      assertThat(
              RecordingBatch.failure(
                  engine, new Concat(KEY, Concat.Side.APPEND, new byte[1], 100 * MEGABYTE)))
          .isNull();
    }
  }

  @Test
  void bytesThatMoveSlowly_prolongTheTimeout_forWhatWaitsBehindThemToo() throws Exception {
    byte[] value = value(45);
    try (CuttingProxy proxy = new CuttingProxy(redis.port());
        Engine engine = Engines.open(proxy.uri("?timeout=700ms&lanes=1"), clock)) {
      assertThat(RecordingBatch.failure(engine, new Get(KEY))).isNull();
      proxy.slowDown(30_000_000);
      long began = System.nanoTime();
      RecordingBatch writes =
          new RecordingBatch(
              List.of(
                  set(value),
                  new Store(Key.of("small"), Store.Mode.SET, new byte[1], 0, Exptime.NEVER)));
      engine.execute(writes);
      writes.await();
      assertThat(writes.failure(0)).isNull();
      assertThat(writes.failure(1)).isNull();
      assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_100));
      assertThat(RecordingBatch.call(engine, new Get(KEY)).item().value().bytes()).isEqualTo(value);
    }
  }

  @Test
  void hangingRedis_isNoticed_whateverMovedBefore() throws Exception {
    try (Engine engine = Engines.open(redis.uri("?timeout=300ms&lanes=1"), clock)) {
      // Ten seconds by their bytes.
      byte[] value = value(100);
      Await.until("the engine works", () -> RecordingBatch.failure(engine, set(value)) == null);
      redis.signal("STOP");
      long began = System.nanoTime();
      EngineException failure = RecordingBatch.failure(engine, new Get(KEY));
      assertThat(failure.kind()).isEqualTo(EngineException.Kind.TIMEOUT);
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(5));
      // What is buffered on the way to a Redis that hangs counts as moved, and is all that does.
      began = System.nanoTime();
      assertThat(RecordingBatch.failure(engine, set(value))).isNotNull();
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(8));
      redis.signal("CONT");
      Await.until(
          "the engine recovers", () -> RecordingBatch.failure(engine, new Get(KEY)) == null);
    }
  }

  @Test
  void clock_isSetBack_byLargeValuesOnly() {
    LaneClock laneClock = new LaneClock();
    for (int i = 0; i < 100; i++) {
      laneClock.begin();
      laneClock.moved(MEGABYTE / 2);
      laneClock.moved(MEGABYTE / 2);
    }
    assertThat(laneClock.allowed()).isZero();
    laneClock.moved(10_000_000);
    assertThat(laneClock.allowed()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    assertThat(laneClock.at(5)).isEqualTo(5 - TimeUnit.SECONDS.toNanos(1));
  }
}
