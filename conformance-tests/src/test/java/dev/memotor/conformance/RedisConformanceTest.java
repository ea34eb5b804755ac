package dev.memotor.conformance;

import dev.memotor.conformance.cases.Deviations;
import dev.memotor.engine.redis.RedisProcess;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("slow")
final class RedisConformanceTest extends MemotorConformanceBase {

  private RedisProcess redis;

  @Override
  String engine(Path place) throws Exception {
    redis = RedisProcess.server();
    return redis.uri("?timeout=20s");
  }

  @Override
  protected Set<String> deviations() {
    return Deviations.load().ofMemotor(true);
  }

  @AfterAll
  @Override
  void stop() throws Exception {
    super.stop();
    redis.close();
  }
}
