package dev.memotor.engine.memory;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.SpiLevel;
import java.util.List;

/** Opens {@code memory}, the engine that keeps items in RAM and has no options. */
public final class MemoryEngineProvider implements EngineProvider {

  @Override
  public int spiLevel() {
    return SpiLevel.CURRENT;
  }

  @Override
  public List<String> schemes() {
    return List.of("memory");
  }

  @Override
  public String description() {
    return "Items in RAM within the memory limit (-m), lost on exit: a drop-in memcached.";
  }

  @Override
  public String locationHint() {
    return "";
  }

  @Override
  public List<EngineOption> options() {
    return List.of();
  }

  @Override
  public List<String> examples() {
    return List.of("memory");
  }

  @Override
  public Engine open(EngineConfig config, EngineContext context) {
    if (!config.location().isEmpty()) {
      throw new EngineException(
          EngineException.Kind.CONFIGURATION,
          "engine memory takes no location, but was given '"
              + config.location()
              + "'; write only: memory");
    }
    DirectMemory.requireRoomFor(context.memoryLimit());
    return new MemoryEngine(context);
  }
}
