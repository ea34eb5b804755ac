package dev.memotor.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Engine;
import dev.memotor.engine.SchedulesFlushes;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A flush claimed by a process that is then killed. */
class FlushTakeoverTest {

  private static final int ITEMS = 20_000;

  /** So that a page of items takes its time: the flush is still running when it is noticed. */
  private static final long NARROW = 1_000_000;

  private static final String RECORD = "app:memotor flush";

  private final ManualClock clock = new ManualClock(1_800_000_000L);

  /** The process to kill: it finds the flush due at its start, and claims it. */
  static final class Victim {

    private Victim() {}

    public static void main(String[] arguments) {
      Engine engine = Engines.open(arguments[0], new ManualClock(1_800_000_000L));
      while (!engine.capabilities().isEmpty()) {
        LockSupport.park();
      }
    }
  }

  private static Process victim(String uri) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            uri)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static long items(RedisProcess redis) {
    return (Long) redis.command("EVAL", "return #redis.call('KEYS', 'app:old*')", "0");
  }

  private static SchedulesFlushes schedule(Engine engine) {
    return engine.role(SchedulesFlushes.class).orElseThrow();
  }

  @Test
  void killedInTheMiddle_isTakenOver_whenTheClaimExpires() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        CuttingProxy proxy = new CuttingProxy(redis.port());
        Engine survivor = Engines.open(redis.uri("?timeout=20s&prefix=app:"), clock)) {
      redis.command(
          "EVAL",
          "for i = 1, " + ITEMS + " do redis.call('HSET', 'app:old' .. i, 'data', 'v') end",
          "0");
      schedule(survivor).scheduleFlush(clock.now()).toCompletableFuture().join();
      proxy.slowDown(NARROW);
      Process victim = victim(proxy.uri("?timeout=20s&prefix=app:"));
      try {
        Await.until(
            "the flush has begun",
            () -> {
              assertThat(victim.isAlive()).isTrue();
              return items(redis) < ITEMS;
            });
      } finally {
        victim.destroyForcibly().waitFor();
      }
      assertThat(items(redis)).as("left by the process that was killed").isPositive();
      String claimed = (String) redis.command("GET", RECORD);
      assertThat(claimed).isEqualTo(clock.now() + " " + (clock.now() + 60));

      clock.advance(59);
      schedule(survivor).flushIfDue().toCompletableFuture().join();
      assertThat(items(redis)).as("while the claim holds").isPositive();
      assertThat(redis.command("GET", RECORD)).isEqualTo(claimed);

      clock.advance(1);
      schedule(survivor).flushIfDue().toCompletableFuture().join();
      assertThat(items(redis)).isZero();
      assertThat(redis.command("EXISTS", RECORD)).isEqualTo(0L);
    }
  }
}
