package dev.memotor.engine.redis;

import static dev.memotor.engine.testing.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A cluster that moves slots and loses a master. */
@Tag("slow")
class RedisClusterTest {

  private static RedisClusterProcesses cluster;

  private final ManualClock clock = new ManualClock(1_800_000_000L);

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = RedisClusterProcesses.start(1);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @Test
  void batch_overAllNodes() throws Exception {
    try (Engine engine = Engines.open(cluster.uri("?timeout=20s&prefix=all:"), clock)) {
      List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        operations.add(set("k" + i, "v" + i));
        operations.add(new Get(Key.of("k" + i)));
      }
      RecordingBatch batch = RecordingBatch.run(engine, operations);
      for (int i = 0; i < 1000; i++) {
        assertThat(
                new String(batch.result(2 * i + 1).item().value().bytes(), StandardCharsets.UTF_8))
            .isEqualTo("v" + i);
      }
      Set<Key> seen = new HashSet<>();
      engine.scan((key, item) -> seen.add(key));
      assertThat(seen).hasSize(1000);
      for (RedisProcess master : cluster.masters()) {
        List<?> keys = (List<?>) master.command("KEYS", "all:k*");
        assertThat(keys.size()).isGreaterThan(200);
      }
      engine.flush().toCompletableFuture().get();
      engine.scan((key, item) -> seen.remove(key));
      assertThat(seen).hasSize(1000);
    }
  }

  @Test
  void foreignKeys_areReplaced_onWhateverNode() {
    try (Engine engine =
        Engines.open(cluster.uri("?timeout=20s&prefix=app:&foreign=replace"), clock)) {
      ForeignKeysTest.areReplaced(engine, cluster::master);
    }
  }

  @Test
  void wrongPassword_isNamedAsWhatItIs() {
    cluster.masters().forEach(master -> master.requirePassword("right"));
    try {
      String uri = cluster.uri("?timeout=20s");
      String address = cluster.masters().get(0).address().toString();
      RefusedLoginTest.isRefused(clock, uri + "&password=wrong", address, "password");
      RefusedLoginTest.isRefused(clock, uri, address, "password");
      try (Engine engine = Engines.open(uri + "&password=right", clock)) {
        assertThat(RecordingBatch.call(engine, set("k", "v")).isOk()).isTrue();
      }
    } finally {
      cluster.masters().forEach(master -> master.requirePassword(""));
    }
  }

  @Test
  void slot_movesUnderLoad_withoutLossOrDisorder() throws Exception {
    String prefix = "{move}";
    int slot = JedisClusterCRC16.getSlot(prefix);
    RedisProcess from = cluster.master(prefix);
    RedisProcess to =
        cluster.masters().stream().filter(node -> node != from).findFirst().orElseThrow();
    try (Engine engine = Engines.open(cluster.uri("?timeout=30s&prefix=" + prefix), clock)) {
      for (int i = 0; i < 200; i++) {
        RecordingBatch.call(engine, set("n" + i, "0"));
      }
      AtomicBoolean stop = new AtomicBoolean();
      AtomicReference<Throwable> wrong = new AtomicReference<>();
      List<Thread> writers = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        int number = writer;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    load(engine, number, stop);
                  } catch (Throwable e) {
                    wrong.set(e);
                  }
                });
        thread.start();
        writers.add(thread);
      }
      for (int round = 0; round < 2; round++) {
        RedisClusterProcesses.move(slot, round == 0 ? from : to, round == 0 ? to : from);
      }
      stop.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(wrong.get()).isNull();
      assertThat(Long.parseLong(engine.stats().details().get("redirections"))).isPositive();
    }
  }

  /** Counts and appends, and checks each answer against what was answered before. */
  private static void load(Engine engine, int number, AtomicBoolean stop) {
    long[] counted = new long[100];
    StringBuilder text = new StringBuilder();
    while (!stop.get()) {
      List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < counted.length; i++) {
        Key key = Key.of("n" + (number * counted.length + i));
        operations.add(new Arithmetic(key, Arithmetic.Direction.UP, 1));
        operations.add(new Get(key));
      }
      Key log = Key.of("log" + number);
      if (text.length() > 500) {
        text.setLength(0);
      }
      operations.add(
          text.length() == 0
              ? set("log" + number, "x")
              : new Concat(log, Concat.Side.APPEND, "y".getBytes(StandardCharsets.UTF_8), 1 << 20));
      text.append(text.length() == 0 ? "x" : "y");
      operations.add(new Get(log));
      RecordingBatch batch = RecordingBatch.run(engine, operations);
      for (int i = 0; i < counted.length; i++) {
        counted[i]++;
        assertThat(batch.result(2 * i).number()).isEqualTo(counted[i]);
        assertThat(value(batch.result(2 * i + 1))).isEqualTo(Long.toString(counted[i]));
      }
      assertThat(value(batch.result(operations.size() - 1))).isEqualTo(text.toString());
    }
  }

  private static String value(Result result) {
    return new String(result.item().value().bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void master_killed_replicaTakesOver() throws Exception {
    try (RedisClusterProcesses mine = RedisClusterProcesses.start(1, 2_000);
        Engine engine = Engines.open(mine.uri("?timeout=500ms&connect-timeout=500ms"), clock)) {
      String lost = keyOn(mine, mine.masters().get(2));
      String kept = keyOn(mine, mine.masters().get(0));
      RecordingBatch.call(engine, set(kept, "v"));
      RecordingBatch.call(engine, set(lost, "v"));
      Await.until(
          "the replica has it", () -> mine.masters().get(2).command("WAIT", "1", "100").equals(1L));
      mine.masters().get(2).kill();
      Await.until(
          "the replica serves",
          () -> {
            // The others' keys may be refused for a moment while the cluster votes, not for long.
            RecordingBatch batch = RecordingBatch.run(engine, set(lost, "w"), set(kept, "w"));
            return batch.failure(0) == null && batch.failure(1) == null;
          });
      assertThat(value(RecordingBatch.call(engine, new Get(Key.of(lost))))).isEqualTo("w");
    }
  }

  private static String keyOn(RedisClusterProcesses cluster, RedisProcess node) {
    for (int i = 0; ; i++) {
      if (cluster.master("key" + i) == node) {
        return "key" + i;
      }
    }
  }

  @Test
  void database_otherThanTheFirst_isRefused() {
    assertThatThrownBy(() -> Engines.open(cluster.uri("/1"), clock))
        .hasMessageContaining("database 0");
  }
}
