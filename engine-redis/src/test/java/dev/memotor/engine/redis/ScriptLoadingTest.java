package dev.memotor.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol;

/** Scripts are loaded atomically. */
class ScriptLoadingTest {

  /**
   * If some of a lane's scripts survived the loss of the others, an operation could be executed
   * before an earlier one on the same key that must be sent again.
   */
  @Test
  void scripts_areLoadedAndLostTogether_whileOthersFlushThem() throws Exception {
    Script.Edition scripts = new Script.Edition(0, false);
    List<byte[]> question = new ArrayList<>(List.of(Ascii.bytes("EXISTS")));
    for (Script script : Script.values()) {
      question.add(scripts.name(script));
    }
    AtomicBoolean ends = new AtomicBoolean();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (RedisProcess redis = RedisProcess.server();
        RedisConnection connection =
            RedisConnection.open(
                redis.address(),
                DefaultJedisClientConfig.builder().resp2().build(),
                null,
                scripts,
                0)) {
      Future<?> flushing =
          other.submit(
              () -> {
                while (!ends.get()) {
                  redis.command("SCRIPT", "FLUSH");
                }
              });
      try {
        for (int round = 0; round < 1000; round++) {
          connection.loadScripts();
          connection.sendCommand(Protocol.Command.SCRIPT, question.toArray(new byte[0][]));
          connection.send();
          List<?> presence = (List<?>) connection.reply();
          assertThat(Set.copyOf(presence)).as("present, in round %d", round).hasSize(1);
        }
      } finally {
        ends.set(true);
        flushing.get();
      }
    } finally {
      other.shutdown();
    }
  }
}
