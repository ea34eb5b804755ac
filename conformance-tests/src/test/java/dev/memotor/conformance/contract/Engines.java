package dev.memotor.conformance.contract;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineProvider;
import java.util.ServiceLoader;

/** Opens engines as the server does: by URI, through their providers. */
final class Engines {

  private Engines() {}

  static Engine open(String uri, EngineContext context) {
    String scheme = EngineConfig.schemeOf(uri);
    for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
      if (provider.schemes().contains(scheme)) {
        return provider.open(EngineConfig.parse(uri, provider.options()), context);
      }
    }
    throw new AssertionError("no engine answers to " + scheme);
  }
}
