package dev.memotor.engine.redis;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;

/** A clock that stands still until it is moved. */
final class TestClock implements EngineClock {

  private volatile long now = 1_800_000_000L;

  @Override
  public long now() {
    return now;
  }

  void advance(long seconds) {
    now += seconds;
  }

  EngineContext context() {
    return new EngineContext(this, 1 << 20, 64L << 20, true);
  }

  /** Opens an engine by this clock. */
  Engine open(String uri) {
    RedisEngineProvider provider = new RedisEngineProvider();
    return provider.open(EngineConfig.parse(uri, provider.options()), context());
  }
}
