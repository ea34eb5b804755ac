package dev.memotor.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.redis.RedisClusterProcesses;
import dev.memotor.engine.redis.RedisProcess;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.ConnectionFactoryBuilder.Protocol;
import net.spy.memcached.MemcachedClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same session of a real client prints the same on every engine, over text and over binary. */
@Tag("slow")
final class SessionTranscriptTest {

  @TempDir private static Path directory;
  private static RedisProcess redis;
  private static RedisClusterProcesses cluster;

  @BeforeAll
  static void startRedis() throws Exception {
    System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SLF4JLogger");
    redis = RedisProcess.server();
    cluster = RedisClusterProcesses.start(0);
  }

  @AfterAll
  static void stopRedis() throws Exception {
    redis.close();
    cluster.close();
  }

  static Stream<Arguments> enginesAndProtocols() {
    return Stream.of("memory", "rocksdb", "fs", "redis", "redis-cluster")
        .flatMap(
            engine -> Stream.of(Protocol.values()).map(protocol -> Arguments.of(engine, protocol)));
  }

  private static String uri(String engine, Protocol protocol) {
    // A busy machine must not make the difference.
    String options = "?timeout=20s&prefix=" + protocol + ":";
    return switch (engine) {
      case "memory" -> "memory";
      case "redis" -> redis.uri(options);
      case "redis-cluster" -> cluster.uri(options);
      default -> engine + ":" + directory.resolve(engine + protocol);
    };
  }

  @ParameterizedTest
  @MethodSource("enginesAndProtocols")
  void session_printsTheSame(String engine, Protocol protocol) throws Exception {
    try (ServedEngine served = ServedEngine.startUri(uri(engine, protocol))) {
      MemcachedClient client =
          new MemcachedClient(
              new ConnectionFactoryBuilder().setProtocol(protocol).setOpTimeout(60_000).build(),
              List.of(served.address()));
      try {
        assertThat(new ClientSession(client).play()).isEqualTo(golden());
      } finally {
        client.shutdown();
      }
    }
  }

  private static String golden() throws Exception {
    try (InputStream in = SessionTranscriptTest.class.getResourceAsStream("session.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
