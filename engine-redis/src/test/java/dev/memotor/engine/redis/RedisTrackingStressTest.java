package dev.memotor.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.Key;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.Operations;
import dev.memotor.engine.testing.RecordingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Counters in Redis that two memotors, each with a RAM tier, and another program increment. Through
 * one memotor no read returns less than it has acknowledged, and in the end all counts are seen.
 */
@Tag("slow")
final class RedisTrackingStressTest {

  private static final int COUNTERS = 6;
  private static final int ROUNDS = 12_000;

  /** A memotor, and the least that may be read from it. */
  private static final class Memotor {

    final Engine engine;
    final List<AtomicLong> floors = new ArrayList<>();

    Memotor(String uri) {
      EngineContext context = EngineContext.defaults();
      engine = Engines.tiered(Engines.open(uri, context), context);
      for (int i = 0; i < COUNTERS; i++) {
        floors.add(new AtomicLong());
      }
    }

    void count(int counter) {
      long number = RecordingBatch.call(engine, Operations.up(key(counter), 1)).number();
      floors.get(counter).accumulateAndGet(number, Math::max);
    }

    void read(int counter) {
      long floor = floors.get(counter).get();
      assertThat(number(counter)).as("counter %d", counter).isGreaterThanOrEqualTo(floor);
    }

    long number(int counter) {
      return Long.parseLong(RecordingBatch.text(engine, "n" + counter));
    }

    long hits() {
      return Long.parseLong(engine.stats().details().get("ram_tier_hits"));
    }
  }

  private static Key key(int counter) {
    return Key.of("n" + counter);
  }

  @Test
  void counters_neverFallBelowWhatWasAcknowledged_andAgreeInTheEnd() throws Exception {
    try (RedisProcess redis = RedisProcess.server()) {
      for (int i = 0; i < COUNTERS; i++) {
        redis.command("HSET", "n" + i, "data", "0", "cas", "1");
      }
      String uri = redis.uri("?timeout=20s&ram=tracking");
      Memotor one = new Memotor(uri);
      Memotor other = new Memotor(uri);
      try (one.engine;
          other.engine) {
        load(redis, List.of(one, other));
        for (int i = 0; i < COUNTERS; i++) {
          long right = Long.parseLong((String) redis.command("HGET", "n" + i, "data"));
          for (Memotor memotor : List.of(one, other)) {
            int counter = i;
            Await.until(() -> memotor.number(counter) == right);
          }
        }
        assertThat(one.hits()).isGreaterThan(ROUNDS / 4);
        assertThat(other.hits()).isGreaterThan(ROUNDS / 4);
      }
    }
  }

  private static void load(RedisProcess redis, List<Memotor> memotors) throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> callers = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        Memotor memotor = memotors.get(caller % 2);
        Random random = new Random(caller);
        callers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < ROUNDS; i++) {
                    int counter = random.nextInt(COUNTERS);
                    if (random.nextInt(20) == 0) {
                      memotor.count(counter);
                    } else {
                      memotor.read(counter);
                    }
                  }
                }));
      }
      Future<?> otherProgram = threads.submit(() -> disturb(redis, ended));
      for (Future<?> caller : callers) {
        caller.get();
      }
      ended.set(true);
      otherProgram.get();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Counts without a memotor, and cuts the connections on which changes are announced. */
  private static void disturb(RedisProcess redis, AtomicBoolean ended) {
    for (int i = 0; !ended.get(); i++) {
      redis.command("HINCRBY", "n" + i % COUNTERS, "data", "1");
      if (i % 50 == 49) {
        redis.command("CLIENT", "KILL", "TYPE", "pubsub");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
