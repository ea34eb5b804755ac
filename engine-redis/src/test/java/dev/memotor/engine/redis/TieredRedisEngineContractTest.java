package dev.memotor.engine.redis;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.testing.Engines;

/** The RAM tier over Redis, which reports changes. */
final class TieredRedisEngineContractTest extends RedisEngineContractTest {

  @Override
  protected String uri(String options) {
    return super.uri(options + "&ram=tracking");
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
