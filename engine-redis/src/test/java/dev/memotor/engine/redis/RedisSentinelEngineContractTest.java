package dev.memotor.engine.redis;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Redis behind a sentinel, reporting changes although no tier listens. */
final class RedisSentinelEngineContractTest extends RedisContractBase {

  private static RedisProcess master;
  private static RedisProcess sentinel;

  @BeforeAll
  static void startRedis() throws Exception {
    master = RedisProcess.server();
    sentinel = RedisProcess.sentinel(master.address(), 1);
  }

  @AfterAll
  static void stopRedis() throws Exception {
    sentinel.close();
    master.close();
  }

  @Override
  protected String uri(String options) {
    return "redis-sentinel://" + sentinel.address() + options + "&ram=tracking";
  }

  @Override
  protected List<RedisProcess> nodes() {
    return List.of(master);
  }
}
