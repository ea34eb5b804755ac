package dev.memotor.engine.redis;

import static dev.memotor.engine.testing.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With {@code replicas=1}, nothing is acknowledged that only the master has. */
@Tag("slow")
class RedisReplicasTest {

  private static final String OPTIONS = "?replicas=1&timeout=3s";

  private final ManualClock clock = new ManualClock(1_800_000_000L);
  private RedisProcess master;
  private RedisProcess replica;

  @BeforeEach
  void start() throws Exception {
    master = RedisProcess.server();
    replica = RedisProcess.server("--replicaof", "127.0.0.1", Integer.toString(master.port()));
    Await.until(
        "the replica follows",
        () -> replica.command("INFO", "replication").toString().contains("master_link_status:up"));
  }

  @AfterEach
  void stop() throws Exception {
    replica.close();
    master.close();
  }

  private static String get(Engine engine, String key) {
    return new String(
        RecordingBatch.call(engine, new Get(Key.of(key))).item().value().bytes(),
        StandardCharsets.UTF_8);
  }

  @Test
  void changes_areAcknowledged_onlyWhenTheReplicaHasThem() throws Exception {
    try (Engine engine = Engines.open(master.uri(OPTIONS), clock)) {
      assertThat(RecordingBatch.call(engine, set("k", "before")).isOk()).isTrue();
      assertThat(replica.command("HGET", "k", "data")).isEqualTo("before");
      replica.signal("STOP");
      // One after the other: together, those behind the first pipeline would wait for its replies.
      // Reported by Redis within half the timeout, not by the timeout itself.
      EngineException refusal = RecordingBatch.failure(engine, set("k", "after"));
      assertThat(refusal.kind()).isEqualTo(EngineException.Kind.UNAVAILABLE);
      assertThat(refusal).hasMessageContaining("only 0 replicas");
      assertThat(RecordingBatch.failure(engine, set("j", "new")).kind())
          .isEqualTo(EngineException.Kind.UNAVAILABLE);
      // Reads need no replica.
      assertThat(get(engine, "k")).isEqualTo("after");
      assertThat(RecordingBatch.failure(engine, new Delete(Key.of("j")))).isNotNull();
      replica.signal("CONT");
      Await.until(
          "the replica is back", () -> RecordingBatch.failure(engine, set("k", "last")) == null);
      assertThat(replica.command("HGET", "k", "data")).isEqualTo("last");
    }
  }

  @Test
  void flush_isAcknowledged_onlyWhenTheReplicaHasIt() throws Exception {
    try (Engine engine = Engines.open(master.uri(OPTIONS), clock)) {
      RecordingBatch.call(engine, set("k", "v"));
      replica.signal("STOP");
      assertThatThrownBy(() -> engine.flush().toCompletableFuture().get())
          .hasMessageContaining("only 0 replicas");
      replica.signal("CONT");
      Await.until(
          "the replica is back", () -> RecordingBatch.failure(engine, set("k", "v")) == null);
      engine.flush().toCompletableFuture().get();
      assertThat(replica.command("EXISTS", "k")).isEqualTo(0L);
    }
  }

  @Test
  void withoutTheOption_theMasterAloneIsEnough() throws Exception {
    try (Engine engine = Engines.open(master.uri("?timeout=2s"), clock)) {
      replica.signal("STOP");
      assertThat(RecordingBatch.call(engine, set("k", "v")).isOk()).isTrue();
      replica.signal("CONT");
    }
  }

  @Test
  void casNumbers_areNotGivenOut_whenOnlyTheMasterKnowsOfThem() throws Exception {
    replica.signal("STOP");
    try (Engine engine = Engines.open(master.uri(OPTIONS), clock)) {
      assertThat(RecordingBatch.failure(engine, set("k", "v")))
          .hasMessageContaining("only 0 replicas");
      assertThat(master.command("EXISTS", "k")).isEqualTo(0L);
      replica.signal("CONT");
      Await.until(
          "the replica is back", () -> RecordingBatch.failure(engine, set("k", "v")) == null);
    }
  }
}
