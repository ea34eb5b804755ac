package dev.memotor.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A wrong password is reported as such, however Redis is found and whenever it is changed. */
class RefusedLoginTest {

  private static final Store SET =
      new Store(Key.of("k"), Store.Mode.SET, new byte[1], 0, Exptime.NEVER);

  private final ManualClock clock = new ManualClock(1_800_000_000L);

  /** The start fails, and says where and which options are wrong. */
  static void isRefused(ManualClock clock, String uri, String address, String option) {
    assertThat(catchThrowableOfType(EngineException.class, () -> Engines.open(uri, clock)))
        .as(uri)
        .hasMessageContaining(address + " refuses the login")
        .hasMessageContaining("'" + option + "'")
        .extracting(EngineException::kind)
        .isEqualTo(EngineException.Kind.CONFIGURATION);
  }

  @Test
  void ofTheMaster_thatASentinelNames() throws Exception {
    try (RedisProcess master = RedisProcess.server();
        RedisProcess sentinel = RedisProcess.sentinel(master.address(), 1)) {
      String uri = "redis-sentinel://" + sentinel.address() + "?timeout=20s";
      master.requirePassword("right");
      String address = master.address().toString();
      isRefused(clock, uri + "&password=wrong", address, "password");
      isRefused(clock, uri, address, "password");
      try (Engine engine = Engines.open(uri + "&password=right", clock)) {
        assertThat(RecordingBatch.failure(engine, SET)).isNull();
      }
    }
  }

  @Test
  void ofTheSentinels() throws Exception {
    try (RedisProcess master = RedisProcess.server();
        RedisProcess sentinel = RedisProcess.sentinel(master.address(), 1, "requirepass right")) {
      String uri = "redis-sentinel://" + sentinel.address() + "?timeout=20s";
      String address = sentinel.address().toString();
      isRefused(clock, uri + "&sentinel-password=wrong", address, "sentinel-password");
      isRefused(clock, uri + "&password=right", address, "sentinel-password");
      try (Engine engine = Engines.open(uri + "&sentinel-password=right", clock)) {
        assertThat(RecordingBatch.failure(engine, SET)).isNull();
      }
    }
  }

  @Test
  void changedWhileRunning_isNamedInEachFailure_untilItIsRightAgain() throws Exception {
    try (RedisProcess redis = RedisProcess.server()) {
      redis.requirePassword("first");
      try (Engine engine = Engines.open(redis.uri("?timeout=20s&password=first&lanes=1"), clock)) {
        assertThat(RecordingBatch.failure(engine, SET)).isNull();
        redis.requirePassword("second");
        redis.command("CLIENT", "KILL", "TYPE", "normal");
        for (Operation operation : List.of(SET, new Get(Key.of("k")))) {
          Await.until(
              "the login is refused",
              () -> {
                EngineException failure = RecordingBatch.failure(engine, operation);
                // Until the loss of the connection is noticed, operations may fail with that.
                return failure != null
                    && failure.kind() == EngineException.Kind.UNAVAILABLE
                    && failure.getMessage().contains("refuses the login")
                    && failure.getMessage().contains(redis.address().toString());
              });
        }
        redis.requirePassword("first");
        Await.until("the engine recovers", () -> RecordingBatch.failure(engine, SET) == null);
      }
    }
  }
}
