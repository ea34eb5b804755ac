package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Opens engines as the server does. */
final class TestEngines {

  private TestEngines() {}

  static Engine open(String uri) {
    return open(uri, EngineClock.system());
  }

  static Engine open(Path directory) {
    return open("rocksdb:" + directory);
  }

  static Engine open(String uri, EngineClock clock) {
    RocksDbEngineProvider provider = new RocksDbEngineProvider();
    return provider.open(EngineConfig.parse(uri, provider.options()), context(clock));
  }

  static StoreOptions options(String uri) {
    return StoreOptions.of(EngineConfig.parse(uri, new RocksDbEngineProvider().options()));
  }

  static EngineContext context(EngineClock clock) {
    return new EngineContext(clock, 1 << 30, 64L << 20, true);
  }

  /** A clock that a test moves. */
  static final class ManualClock implements EngineClock {

    final AtomicLong seconds = new AtomicLong(EngineClock.system().now());

    @Override
    public long now() {
      return seconds.get();
    }
  }
}
