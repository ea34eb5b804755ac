package dev.memotor.conformance.contract;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.redis.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The RAM tier over Redis, which tells of changes. */
final class TieredRedisEngineContractTest extends RedisContractBase {

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

  @Override
  protected Engine reopen(EngineContext context) {
    return Engines.tiered(super.reopen(context), context);
  }

  @Override
  protected boolean seesOthersAtOnce() {
    return false;
  }
}
