package dev.memotor.engine.memory;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineTier;
import dev.memotor.engine.Tracking;
import java.util.Optional;

/** Caches hot items in RAM in front of an engine; see {@link RamTier}. */
public final class MemoryTier implements EngineTier {

  @Override
  public Engine wrap(Engine engine, EngineContext context) {
    DirectMemory.requireRoomFor(context.memoryLimit());
    Optional<Tracking> tracking = engine.role(Tracking.class);
    RamTier tier = new RamTier(context.clock(), context.memoryLimit(), tracking.isPresent());
    TieredEngine tiered = new TieredEngine(engine, context.clock(), tier);
    tracking.ifPresent(tracked -> tracked.track(tier));
    return tiered;
  }
}
