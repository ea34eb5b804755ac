package dev.memotor.server.engines;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineTier;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.Tracking;
import dev.memotor.server.config.ConfigurationException;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The RAM tier on the class path, for the engines that it suits. */
public final class RamTiers {

  private RamTiers() {}

  /** Returns whether a tier suits the engine and is of use; see {@link EngineTier}. */
  public static boolean fits(Engine engine) {
    Set<Capability> capabilities = engine.capabilities();
    return capabilities.contains(Capability.PERSISTENT)
        && (!capabilities.contains(Capability.SHARED) || engine.role(Tracking.class).isPresent())
        && engine.role(Resizable.class).isEmpty();
  }

  /**
   * Returns the engine behind a tier, or the engine itself if there is no tier that suits it.
   *
   * @throws ConfigurationException if the tier cannot be used
   */
  public static Engine inFrontOf(Engine engine, EngineContext context) {
    EngineTier tier = fits(engine) ? find() : null;
    if (tier == null) {
      return engine;
    }
    try {
      return tier.wrap(engine, context);
    } catch (EngineException e) {
      throw new ConfigurationException("RAM tier: " + e.getMessage(), e);
    }
  }

  private static @Nullable EngineTier find() {
    try {
      Iterator<EngineTier> found =
          ServiceLoader.load(EngineTier.class, RamTiers.class.getClassLoader()).iterator();
      EngineTier tier = found.hasNext() ? found.next() : null;
      if (tier != null && found.hasNext()) {
        throw new ConfigurationException(
            "there are two RAM tiers on the class path: "
                + tier.getClass().getName()
                + " and "
                + found.next().getClass().getName());
      }
      return tier;
    } catch (ServiceConfigurationError e) {
      throw new ConfigurationException("the RAM tier cannot be loaded: " + e.getMessage(), e);
    }
  }
}
