package dev.memotor.engine.redis;

import static dev.memotor.engine.testing.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.WriteOptions;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;

/** What happens when Redis is slow, hangs, dies, comes back, or is not there yet. */
@Tag("slow")
class RedisAwayTest {

  /** Longer than any machine takes for a timeout or two, shorter than many in a row. */
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final ManualClock clock = new ManualClock(1_800_000_000L);

  private static EngineException.Kind failure(Engine engine, Operation operation) {
    EngineException failure = RecordingBatch.failure(engine, operation);
    return failure == null ? null : failure.kind();
  }

  @Test
  void open_withoutRedis_saysWhichOneIsMissing() throws Exception {
    int port = RedisProcess.freePort();
    assertThatThrownBy(() -> Engines.open("redis://127.0.0.1:" + port, clock))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .extracting(e -> ((EngineException) e).kind())
        .isEqualTo(EngineException.Kind.UNAVAILABLE);
    assertThatThrownBy(() -> Engines.open("redis-cluster://127.0.0.1:" + port, clock))
        .hasMessageContaining("127.0.0.1:" + port);
    assertThatThrownBy(() -> Engines.open("redis-sentinel://127.0.0.1:" + port, clock))
        .hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void open_waitsForRedis_ifConfigured() throws Exception {
    try (RedisProcess redis = RedisProcess.server()) {
      redis.kill();
      Thread late =
          new Thread(
              () -> {
                try {
                  // Once refused, the engine is waiting.
                  turnOneAway(redis.port());
                  redis.launch();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      late.start();
      try (Engine engine = Engines.open(redis.uri("?wait=90s&timeout=20s"), clock)) {
        assertThat(RecordingBatch.call(engine, set("k", "v")).isOk()).isTrue();
      }
      late.join();
    }
  }

  private static void turnOneAway(int port) throws IOException {
    try (ServerSocket inItsPlace = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        Socket engine = inItsPlace.accept()) {
      engine.setSoLinger(true, 0);
    }
  }

  @Test
  void open_lazily_failsOperationsUntilRedisIsThere() throws Exception {
    try (RedisProcess redis = RedisProcess.server()) {
      redis.kill();
      for (String uri :
          List.of(redis.uri("?lazy=true"), "redis-cluster://" + redis.address() + "?lazy=true")) {
        try (Engine engine = Engines.open(uri, clock)) {
          assertThat(failure(engine, set("k", "v"))).isEqualTo(EngineException.Kind.UNAVAILABLE);
          assertThat(failure(engine, new Get(Key.of("k"))))
              .isEqualTo(EngineException.Kind.UNAVAILABLE);
        }
      }
      try (Engine engine = Engines.open(redis.uri("?lazy=true"), clock)) {
        redis.launch();
        Await.until("the engine finds Redis", () -> failure(engine, set("k", "v")) == null);
      }
    }
  }

  @Test
  void hangingRedis_timesOut_andNothingIsDoneTwiceOrLate() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=300ms&lanes=1"), clock)) {
      Await.until("the engine works", () -> failure(engine, set("k", "before")) == null);
      redis.signal("STOP");
      long began = System.nanoTime();
      assertThat(failure(engine, set("k", "lost"))).isEqualTo(EngineException.Kind.TIMEOUT);
      assertThat(failure(engine, new Get(Key.of("k"))))
          .isIn(EngineException.Kind.TIMEOUT, EngineException.Kind.UNAVAILABLE);
      assertThat(System.nanoTime() - began).isLessThan(LONG_NANOS);
      redis.signal("CONT");
      Await.until("the engine recovers", () -> failure(engine, set("k", "after")) == null);
      // Commands of the broken connection must not overtake what was acknowledged on the new one.
      for (int i = 0; i < 50; i++) {
        Result result = RecordingBatch.call(engine, new Get(Key.of("k")));
        assertThat(new String(result.item().value().bytes(), StandardCharsets.UTF_8))
            .isEqualTo("after");
      }
    }
  }

  @Test
  void pausedRedis_timesOut_inTime() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=200ms"), clock)) {
      Await.until("the engine works", () -> failure(engine, set("k", "v")) == null);
      redis.command("CLIENT", "PAUSE", "600000");
      long began = System.nanoTime();
      List<Operation> many = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        many.add(i % 2 == 0 ? set("k" + i, "v") : new Get(Key.of("k" + i)));
      }
      RecordingBatch batch = RecordingBatch.run(engine, many);
      assertThat(System.nanoTime() - began).as("one after the other").isLessThan(LONG_NANOS);
      boolean timedOut = false;
      for (int i = 0; i < 500; i++) {
        // What had not been sent when the first timed out is not sent to a Redis that hangs.
        assertThat(batch.failure(i).kind())
            .isIn(EngineException.Kind.TIMEOUT, EngineException.Kind.UNAVAILABLE);
        timedOut |= batch.failure(i).kind() == EngineException.Kind.TIMEOUT;
      }
      assertThat(timedOut).isTrue();
      redis.kill();
      redis.launch();
      Await.until("the engine recovers", () -> failure(engine, set("k", "v")) == null);
    }
  }

  @Test
  void queue_isBounded() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=60s&lanes=1&queue=100&batch=10"), clock)) {
      RecordingBatch.call(engine, set("k", "v"));
      redis.signal("STOP");
      List<RecordingBatch> batches = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        RecordingBatch batch = new RecordingBatch(List.of(set("k" + i, "v")));
        engine.execute(batch);
        batches.add(batch);
      }
      long busy =
          batches.stream()
              .filter(RecordingBatch::isDone)
              .filter(b -> b.failure(0).kind() == EngineException.Kind.BUSY)
              .count();
      assertThat(busy).isBetween(380L, 400L);
      redis.signal("CONT");
      batches.forEach(RecordingBatch::await);
    }
  }

  @Test
  void queue_isBoundedInBytes_andAWriterThatIsStuckIsFreed() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=2s&lanes=1"), clock)) {
      Await.until("the engine works", () -> failure(engine, set("k", "v")) == null);
      redis.signal("STOP");
      byte[] large = new byte[1 << 20];
      List<RecordingBatch> batches = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        RecordingBatch batch =
            new RecordingBatch(
                List.of(new Store(Key.of("k" + i), Store.Mode.SET, large, 0, Exptime.NEVER)));
        engine.execute(batch);
        batches.add(batch);
      }
      batches.forEach(RecordingBatch::await);
      assertThat(batches.stream().map(b -> b.failure(0).kind()))
          .contains(EngineException.Kind.BUSY, EngineException.Kind.TIMEOUT);
      redis.signal("CONT");
      Await.until("the engine recovers", () -> failure(engine, set("k", "v")) == null);
    }
  }

  @Test
  void flushAndScan_withoutRedis_fail() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=10s"), clock)) {
      RecordingBatch.call(engine, set("k", "v"));
      redis.kill();
      assertThatThrownBy(() -> engine.flush().toCompletableFuture().join())
          .hasCauseInstanceOf(EngineException.class)
          .hasMessageContaining("127.0.0.1:" + redis.port());
      assertThatThrownBy(() -> engine.scan((key, item) -> true))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("127.0.0.1:" + redis.port());
      redis.launch();
      Await.until("the engine recovers", () -> failure(engine, set("k", "v")) == null);
      engine.flush().toCompletableFuture().join();
      assertThat(RecordingBatch.call(engine, new Get(Key.of("k"))).isOk()).isFalse();
    }
  }

  @Test
  void memoryOfRedisFull_isFull_andASetTakesTheOldValueAway() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri("?timeout=20s"), clock)) {
      RecordingBatch.run(engine, set("set", "old"), set("add", "1"), set("incr", "1"));
      redis.command("CONFIG", "SET", "maxmemory", "1");
      assertThat(failure(engine, set("set", "new"))).isEqualTo(EngineException.Kind.FULL);
      assertThat(failure(engine, new Arithmetic(Key.of("incr"), Arithmetic.Direction.UP, 1)))
          .isEqualTo(EngineException.Kind.FULL);
      assertThat(RecordingBatch.call(engine, new Get(Key.of("set"))).isOk()).isFalse();
      assertThat(RecordingBatch.call(engine, new Get(Key.of("incr"))).isOk()).isTrue();
      assertThat(RecordingBatch.call(engine, new Delete(Key.of("add"))).isOk()).isTrue();
    }
  }

  @Test
  void close_whileRedisHangs_endsAllOperations() throws Exception {
    try (RedisProcess redis = RedisProcess.server()) {
      Engine engine = Engines.open(redis.uri("?timeout=300ms"), clock);
      RecordingBatch.call(engine, set("k", "v"));
      redis.signal("STOP");
      RecordingBatch batch =
          new RecordingBatch(List.of(set("a", "v"), set("b", "v"), new Get(Key.of("c"))));
      engine.execute(batch);
      engine.close();
      assertThat(batch.isDone()).isTrue();
      redis.signal("CONT");
    }
  }

  @Test
  void idleConnectionsCutByRedis_areMadeAgainBeforeUse() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        Engine engine = Engines.open(redis.uri(""), clock)) {
      for (int i = 0; i < 50; i++) {
        RecordingBatch.call(engine, set("k" + i, "v"));
      }
      redis.command("CLIENT", "KILL", "TYPE", "normal");
      Await.until(
          "both lanes have connected again",
          () -> Long.parseLong(engine.stats().details().get("connections_lost")) >= 2);
      Await.until("operations work", () -> failure(engine, set("k", "v")) == null);
    }
  }

  @Test
  void connectionCutAmongReplies_endsWhatWasAnswered_andFailsTheRest() throws Exception {
    try (RedisProcess redis = RedisProcess.server();
        CuttingProxy proxy = new CuttingProxy(redis.port());
        Engine engine = Engines.open(proxy.uri("?lanes=1"), clock)) {
      RecordingBatch.call(engine, set("n", "0"));
      // More than are delivered together.
      int count = 150;
      List<Operation> increments = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        // With an explicit CAS number, Redis is not asked for one first.
        increments.add(
            new Arithmetic(
                Key.of("n"),
                Arithmetic.Direction.UP,
                1,
                Exptime.NONE,
                new WriteOptions(null, 1000 + i, false),
                null));
      }
      proxy.cutReplies(100, count);
      RecordingBatch batch = RecordingBatch.run(engine, increments);
      for (int i = 0; i < 100; i++) {
        assertThat(batch.result(i).number()).isEqualTo(i + 1);
      }
      for (int i = 100; i < count; i++) {
        assertThat(batch.failure(i).kind()).isEqualTo(EngineException.Kind.UNAVAILABLE);
      }
      // All of them were executed, and none again.
      Result now = RecordingBatch.call(engine, new Get(Key.of("n")));
      assertThat(new String(now.item().value().bytes(), StandardCharsets.UTF_8)).isEqualTo("150");
    }
  }

  @Test
  void killedAndRestarted_underLoad_losesNothingAcknowledged() throws Exception {
    try (RedisProcess redis =
            RedisProcess.server("--appendonly", "yes", "--appendfsync", "always");
        Engine engine = Engines.open(redis.uri("?timeout=1s"), clock)) {
      Map<String, Long> acknowledged = new ConcurrentHashMap<>();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger failed = new AtomicInteger();
      List<Thread> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        String name = "w" + writer + "-";
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; !stop.get(); i++) {
                    List<Operation> sets = new ArrayList<>();
                    for (int k = 0; k < 5; k++) {
                      sets.add(set(name + (i * 5 + k), "value " + i));
                    }
                    RecordingBatch batch = RecordingBatch.run(engine, sets);
                    for (int k = 0; k < 5; k++) {
                      if (batch.failure(k) == null) {
                        acknowledged.put(name + (i * 5 + k), batch.result(k).item().cas());
                      } else {
                        failed.incrementAndGet();
                      }
                    }
                  }
                });
        thread.start();
        writers.add(thread);
      }
      for (int round = 1; round <= 3; round++) {
        int before = acknowledged.size();
        Await.until("writes go on", () -> acknowledged.size() > before + 500);
        redis.kill();
        redis.launch();
      }
      int before = acknowledged.size();
      Await.until("writes go on", () -> acknowledged.size() > before + 500);
      stop.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(failed.get()).isPositive();
      Await.until("all lanes are back", () -> allLanesWork(engine));
      try (Engine reader = Engines.open(redis.uri("?timeout=20s"), clock)) {
        acknowledged.forEach(
            (key, cas) -> {
              Result result = RecordingBatch.call(reader, new Get(Key.of(key)));
              assertThat(result.status()).as(key).isEqualTo(Status.OK);
              assertThat(result.item().cas()).as(key).isEqualTo(cas);
            });
      }
      assertThat(acknowledged.values()).doesNotHaveDuplicates();
    }
  }

  private static boolean allLanesWork(Engine engine) {
    for (int i = 0; i < 20; i++) {
      if (failure(engine, new Get(Key.of("lane" + i))) != null) {
        return false;
      }
    }
    return true;
  }

  @Test
  void sentinels_leadToTheNewMaster() throws Exception {
    try (RedisProcess master = RedisProcess.server();
        RedisProcess replica =
            RedisProcess.server("--replicaof", "127.0.0.1", Integer.toString(master.port()))) {
      Await.until(
          "the replica follows",
          () ->
              replica.command("INFO", "replication").toString().contains("master_link_status:up"));
      try (RedisProcess one = RedisProcess.sentinel(master.address(), 2);
          RedisProcess two = RedisProcess.sentinel(master.address(), 2);
          RedisProcess three = RedisProcess.sentinel(master.address(), 2)) {
        List<HostAndPort> sentinels = List.of(one.address(), two.address(), three.address());
        Await.until("the sentinels know all", () -> knowsAll(one) && knowsAll(two));
        String uri =
            "redis-sentinel://"
                + sentinels.get(0)
                + ","
                + sentinels.get(1)
                + ","
                + sentinels.get(2);
        try (Engine engine = Engines.open(uri + "?timeout=500ms&connect-timeout=500ms", clock)) {
          RecordingBatch.call(engine, set("before", "v"));
          Await.until("the replica has it", () -> replica.command("EXISTS", "before").equals(1L));
          master.kill();
          assertThat(failure(engine, set("k", "v"))).isNotNull();
          Await.until("the new master serves", () -> failure(engine, set("k", "v")) == null);
          Await.until(
              "what was stored before is there",
              () -> {
                RecordingBatch read = RecordingBatch.run(engine, new Get(Key.of("before")));
                return read.failure(0) == null && read.result(0).isOk();
              });
          assertThat(replica.command("EXISTS", "k")).isEqualTo(1L);
        }
      }
    }
  }

  private static boolean knowsAll(RedisProcess sentinel) {
    String info = sentinel.command("INFO", "sentinel").toString();
    return info.contains("slaves=1,sentinels=3");
  }
}
