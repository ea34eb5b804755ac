package dev.memotor.engine.fault;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.SpiLevel;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** Opens {@code fault:ENGINE}, which injects faults into any engine on the class path. */
public final class FaultEngineProvider implements EngineProvider {

  private static final String SCHEME = "fault";

  @Override
  public int spiLevel() {
    return SpiLevel.CURRENT;
  }

  @Override
  public List<String> schemes() {
    return List.of(SCHEME);
  }

  @Override
  public String description() {
    return "Another engine with injected faults (slow, failing, silent or full), for testing clients. Use"
        + " it with --ram-tier off, or hits in RAM are unaffected.";
  }

  @Override
  public String locationHint() {
    return "ENGINE[:PLACE]";
  }

  @Override
  public List<EngineOption> options() {
    return FaultSettings.DECLARED;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "fault:memory?delay=50ms", "fault:rocksdb:/tmp/items?fail=0.01&fail-kind=timeout");
  }

  @Override
  public Engine open(EngineConfig config, EngineContext context) {
    String scheme = EngineConfig.schemeOf(config.location());
    EngineProvider inner = provider(scheme);
    String options = config.text(FaultSettings.INNER);
    String uri = config.location() + (options.isEmpty() ? "" : "?" + options);
    EngineConfig innerConfig = EngineConfig.parse(uri, inner.options());
    FaultSettings settings = FaultSettings.of(config);
    return new FaultEngine(inner.open(innerConfig, context), settings);
  }

  /** Searches only the class path, because a plug-in's loader cannot see other plug-ins. */
  private static EngineProvider provider(String scheme) {
    TreeSet<String> known = new TreeSet<>();
    ClassLoader loader = FaultEngineProvider.class.getClassLoader();
    for (EngineProvider provider : ServiceLoader.load(EngineProvider.class, loader)) {
      if (provider.schemes().contains(scheme)) {
        return provider;
      }
      known.addAll(provider.schemes());
    }
    known.remove(SCHEME);
    throw new EngineException(
        EngineException.Kind.CONFIGURATION,
        (scheme.isEmpty()
                ? "engine fault needs an engine to wrap, as in fault:memory?delay=50ms"
                : "engine fault finds no engine '" + scheme + "' to wrap")
            + "; available engines: "
            + String.join(", ", known));
  }
}
