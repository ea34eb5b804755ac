package dev.memotor.engine.testing;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.EngineTier;
import java.util.ServiceLoader;

/** Opens engines as the server does: by URI, through their providers. */
public final class Engines {

  private Engines() {}

  /** Opens an engine by the machine's clock. */
  public static Engine open(String uri) {
    return open(uri, EngineClock.system());
  }

  /** Opens an engine for items of up to 1 GB and 64 MB of RAM. */
  public static Engine open(String uri, EngineClock clock) {
    return open(uri, context(clock));
  }

  /** Returns the context of {@link #open(String, EngineClock)}. */
  public static EngineContext context(EngineClock clock) {
    return EngineContext.defaults().withClock(clock).withMaxItemSize(1 << 30);
  }

  /** Opens an engine. */
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
