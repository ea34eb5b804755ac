package dev.memotor.conformance.against;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.conformance.EmbeddedMemotor;
import dev.memotor.conformance.SemanticsEngine;
import dev.memotor.conformance.wire.Protocol;
import dev.memotor.conformance.wire.ServerAccess;
import dev.memotor.engine.redis.RedisProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences over every protocol, on every engine: each has to answer as the pure semantics
 * do. What fails is printed with its seed, as the shortest case that shows it.
 */
@Tag("slow")
final class CrossEngineTest {

  private static final int SEQUENCES = 400;
  private static final long SEED = 20_26;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"memory", "rocksdb", "fs"})
  void engine_answersAsTheSemanticsDo(String scheme) throws IOException {
    String place = scheme.equals("memory") ? scheme : scheme + ":" + directory.resolve("items");
    assertAlike(place);
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "tracking"})
  void redis_answersAsTheSemanticsDo(String ram) throws Exception {
    try (RedisProcess redis = RedisProcess.server()) {
      assertAlike(redis.uri("?timeout=20s&ram=" + ram));
    }
  }

  private static void assertAlike(String engine) throws IOException {
    StringWriter said = new StringWriter();
    try (EmbeddedMemotor model =
            EmbeddedMemotor.over(new SemanticsEngine(SemanticsEngine.NONE, true));
        EmbeddedMemotor memotor = EmbeddedMemotor.over(engine)) {
      boolean equal =
          new AgainstRun(
                  opponent(model),
                  opponent(memotor),
                  true,
                  engine.equals("memory"),
                  new PrintWriter(said))
              .run(EnumSet.allOf(Protocol.class), SEQUENCES, SEED);
      assertThat(equal).as(() -> engine + " differs from the semantics:\n" + said).isTrue();
    }
  }

  private static ServerUnderTest opponent(EmbeddedMemotor server) throws IOException {
    return ServerUnderTest.at(
        server.address(), Duration.ofSeconds(30), ServerAccess.OPEN, Set.of());
  }
}
