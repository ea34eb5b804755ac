package dev.memotor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.memory.MemoryEngineProvider;
import dev.memotor.server.MemotorServer;
import dev.memotor.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every protocol against memotor itself: not one reply is an error, and no value is wrong. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("slow")
final class RealServerTest {

  @ParameterizedTest
  @ValueSource(strings = {"text", "meta", "binary"})
  void speaksToMemotor(String protocol) throws Exception {
    EngineProvider provider = new MemoryEngineProvider();
    EngineConfig config = EngineConfig.parse("memory", provider.options());
    try (Engine engine = provider.open(config, EngineContext.defaults());
        MemotorServer server =
            MemotorServer.start(ServerConfig.local(), engine, EngineClock.system())) {
      String target = "127.0.0.1:" + server.address().getPort();
      clean(target, protocol, "--ratio", "5:4:3");
      clean(target, protocol, "--ratio", "5:4:3", "--pipeline", "16", "--ttl", "1000");
      clean(target, protocol, "--multiget", "30", "--distribution", "zipf:1.1");
      clean(target, protocol, "--value-size", "0-3000", "--threads", "2");
      clean(target, protocol, "--value-size", "1:5,100k:1,500k:1", "--pipeline", "3");
      clean(target, protocol, "--rate", "20000", "--pipeline", "2");
    }
  }

  private static void clean(String target, String protocol, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(target, "--protocol", protocol, "--keys", "60", "--requests", "600"));
    arguments.addAll(List.of("--connections", "4", "--warm-up", "0", "--check-values"));
    arguments.addAll(List.of(more));
    Measurement measurement = Bench.measure(arguments);
    assertThat(measurement.errorSamples()).isEmpty();
    assertThat(measurement.errors()).isZero();
    assertThat(measurement.latency().getTotalCount()).isEqualTo(600);
    assertThat(measurement.hitRatio()).isEqualTo(1);
  }
}
