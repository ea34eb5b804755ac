package dev.memotor.engine.redis;

import static dev.memotor.engine.testing.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Tracking;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Redis reports changes, and the engine reports when it does not. */
@Tag("slow")
class RedisTrackingTest {

  private static final String OPTIONS = "?timeout=20s&ram=tracking&prefix=app:";

  private final ManualClock clock = new ManualClock(1_800_000_000L);

  @Test
  void changesBehindThePrefix_areReported_whoeverMadeThem() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri(OPTIONS), clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      RecordingBatch.call(engine, set("own", "v"));
      changes.await("own");
      redis.command("HSET", "app:byHand", "data", "v");
      changes.await("byHand");
      redis.command("HSET", "else:where", "data", "v");
      redis.command("EXPIRE", "app:byHand", "1000");
      changes.await("byHand");
      redis.command("RENAME", "app:byHand", "app:renamed");
      changes.await("byHand");
      changes.await("renamed");
      redis.command("PEXPIRE", "app:renamed", "1");
      changes.await("renamed");
      // Its expiry is reported, too, as soon as Redis notices.
      changes.await("renamed");
      // By a read that gives a hand-written item its number.
      redis.command("HSET", "app:plain", "data", "v");
      changes.await("plain");
      RecordingBatch.call(engine, new Get(Key.of("plain")));
      changes.await("plain");
      assertThat(changes.has("where")).isFalse();
      assertThat(changes.has("memotor cas")).isTrue();
      assertThat(changes.losses()).isZero();
      assertThat(engine.stats().details()).containsEntry("tracking", "whole");
    }
  }

  @Test
  void allChanges_withoutAPrefix() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=20s&ram=tracking"), clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      redis.command("HSET", "k", "data", "v");
      changes.await("k");
    }
  }

  @Test
  void emptiedDatabase_isReportedAsALoss() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri(OPTIONS), clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      RecordingBatch.call(engine, set("k", "v"));
      redis.command("FLUSHDB");
      changes.awaitInterruption(0);
      redis.command("FLUSHALL");
      changes.awaitInterruption(1);
      RecordingBatch.call(engine, set("k", "v"));
      changes.await("k");
      assertThat(engine.stats().details()).containsEntry("tracking_interruptions", "0");
    }
  }

  @Test
  void connectionCut_isALoss_andMadeAgain() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri(OPTIONS), clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      redis.command("CLIENT", "KILL", "TYPE", "pubsub");
      changes.awaitInterruption(0);
      redis.command("HSET", "app:later", "data", "v");
      changes.await("later");
      assertThat(engine.stats().details()).containsEntry("tracking_interruptions", "1");
    }
  }

  @Test
  void redisKilled_isALoss_untilItIsBack() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=1s&ram=tracking&prefix=app:"), clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      redis.kill();
      Await.until("changes are lost", () -> !changes.areReported());
      assertThat(engine.stats().details()).containsEntry("tracking", "interrupted");
      redis.launch();
      Await.until("changes are reported again", changes::areReported);
      redis.command("HSET", "app:later", "data", "v");
      changes.await("later");
    }
  }

  @Test
  void redisThatHangs_isALoss_thoughNothingIsCut() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=500ms&ram=tracking&prefix=app:"), clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      redis.signal("STOP");
      try {
        Await.until("changes are lost", () -> !changes.areReported());
      } finally {
        redis.signal("CONT");
      }
      Await.until("changes are reported again", changes::areReported);
    }
  }

  @Test
  void quietRedis_isNoLoss() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=1s&ram=tracking"), clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      long until = System.nanoTime() + 2_500_000_000L;
      Await.until("more than two timeouts pass", () -> System.nanoTime() - until > 0);
      assertThat(changes.losses()).isZero();
    }
  }

  @Test
  void userWhoMayNotSubscribe_isRefusedAtTheStart() throws Exception {
    try (RedisProcess redis = RedisProcess.server()) {
      redis.command("ACL", "SETUSER", "u", "on", ">p", "~*", "+@all", "-subscribe");
      assertThatThrownBy(
              () ->
                  Engines.open(
                      "redis://u:p@127.0.0.1:" + redis.port() + "?ram=tracking&timeout=20s", clock))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CONFIGURATION))
          .hasMessageContaining("ram=tracking")
          .hasMessageContaining("SUBSCRIBE");
    }
  }

  @Test
  void trackingNotAskedFor_isNotThere() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=20s"), clock)) {
      assertThat(engine.role(Tracking.class)).isEmpty();
    }
  }

  @Test
  void cluster_reportsChangesOnAllNodes_andKeysThatMove() throws Exception {
    try (RedisClusterProcesses cluster = RedisClusterProcesses.start(0);
        RedisProcess newcomer = cluster.addMaster();
        Engine engine = Engines.open(cluster.uri("?timeout=20s&ram=tracking&prefix=app:"), clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      for (int i = 0; i < 20; i++) {
        RecordingBatch.call(engine, set("k" + i, "1"));
        changes.await("k" + i);
      }
      assertThat(changes.losses()).isZero();
      int slot = JedisClusterCRC16.getSlot("app:k1");
      RedisClusterProcesses.move(slot, cluster.master("app:k1"), newcomer);
      changes.await("k1");
      // No one listened to the new node before its first request, or it was discovered late.
      assertThat(RecordingBatch.call(engine, new Get(Key.of("k1"))).isOk()).isTrue();
      assertThat(changes.losses()).isPositive();
      Await.until("changes are reported again", changes::areReported);
      RecordingBatch.call(engine, new Arithmetic(Key.of("k1"), Arithmetic.Direction.UP, 1));
      changes.await("k1");
    }
  }

  @Test
  void cluster_failover_isALoss_untilTheNewMasterReports() throws Exception {
    try (RedisClusterProcesses cluster = RedisClusterProcesses.start(1, 2_000);
        Engine engine =
            Engines.open(cluster.uri("?timeout=500ms&connect-timeout=500ms&ram=tracking"), clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      RedisProcess lost = cluster.master("k");
      Await.until("it is stored", () -> RecordingBatch.failure(engine, set("k", "v")) == null);
      lost.kill();
      Await.until("changes are lost", () -> !changes.areReported());
      Await.until("changes are reported again", changes::areReported);
      Await.until(
          "it is stored again", () -> RecordingBatch.failure(engine, set("k", "w")) == null);
      changes.await("k");
    }
  }

  @Test
  void sentinel_failover_isALoss_untilTheNewMasterReports() throws Exception {
    try (RedisProcess master = RedisProcess.server();
        RedisProcess replica =
            RedisProcess.server("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        RedisProcess sentinel = RedisProcess.sentinel(master.address(), 1);
        Engine engine =
            Engines.open(
                "redis-sentinel://"
                    + sentinel.address()
                    + "?timeout=500ms&connect-timeout=500ms&ram=tracking",
                clock)) {
      RecordedChanges changes = RecordedChanges.of(engine);
      Await.until(
          "the sentinel knows the replica",
          () ->
              sentinel
                  .command("SENTINEL", "MASTER", "mymaster")
                  .toString()
                  .contains("num-slaves, 1,"));
      master.kill();
      Await.until("changes are lost", () -> !changes.areReported());
      Await.until("changes are reported again", changes::areReported);
      replica.command("HSET", "k", "data", "v");
      changes.await("k");
    }
  }
}
