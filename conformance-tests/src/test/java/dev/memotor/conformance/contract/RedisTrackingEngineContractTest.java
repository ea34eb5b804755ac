package dev.memotor.conformance.contract;

import dev.memotor.engine.redis.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Redis as an engine that tells of changes, without anybody in front who listens. */
final class RedisTrackingEngineContractTest extends RedisContractBase {

  private static RedisProcess redis;

  @BeforeAll
  static void startRedis() throws Exception {
    redis = RedisProcess.server();
  }

  @AfterAll
  static void stopRedis() throws Exception {
    redis.close();
  }

  @Override
  protected String uri(String options) {
    return redis.uri(options + "&ram=tracking");
  }

  @Override
  protected List<RedisProcess> nodes() {
    return List.of(redis);
  }
}
