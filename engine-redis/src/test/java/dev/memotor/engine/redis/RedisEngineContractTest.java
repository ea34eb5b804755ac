package dev.memotor.engine.redis;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisEngineContractTest extends RedisContractBase {

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
    return redis.uri(options);
  }

  @Override
  protected List<RedisProcess> nodes() {
    return List.of(redis);
  }
}
