package dev.memotor.engine.testing;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.EngineTier;
import java.util.ServiceLoader;

/** Opens engines as the server does: by URI, through their providers. */
public final class Engines {

  private Engines() {}

  public static Engine open(String uri, EngineContext context) {
    String scheme = EngineConfig.schemeOf(uri);
    for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
      if (provider.schemes().contains(scheme)) {
        return provider.open(EngineConfig.parse(uri, provider.options()), context);
      }
    }
    throw new AssertionError("no engine answers to " + scheme);
  }

  /** Puts an engine behind the RAM tier on the class path. */
  public static Engine tiered(Engine engine, EngineContext context) {
    return ServiceLoader.load(EngineTier.class)
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no RAM tier"))
        .wrap(engine, context);
  }
}
