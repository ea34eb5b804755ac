package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.testing.Engines;
import java.nio.file.Path;

/** Opens stores, and reads options, as the server does. */
final class TestEngines {

  private TestEngines() {}

  static Engine open(Path directory) {
    return Engines.open("rocksdb:" + directory);
  }

  static StoreOptions options(String uri) {
    return StoreOptions.of(EngineConfig.parse(uri, new RocksDbEngineProvider().options()));
  }
}
