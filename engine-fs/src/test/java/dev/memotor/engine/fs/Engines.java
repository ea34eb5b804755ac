package dev.memotor.engine.fs;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import java.nio.file.Path;

/** Opens engines the way the server does. */
final class Engines {

  private Engines() {}

  static Engine open(Path root, String options) {
    return open(root, options, EngineClock.system());
  }

  static Engine open(Path root, String options, EngineClock clock) {
    FsEngineProvider provider = new FsEngineProvider();
    EngineConfig config = EngineConfig.parse("fs:" + root + options, provider.options());
    return provider.open(config, new EngineContext(clock, 1 << 30, 64L << 20, true));
  }
}
