package dev.memotor.engine.memory;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineTier;
import dev.memotor.engine.SpiLevel;

/** Caches hot items in the heap in front of an engine; see {@link RamTier}. */
public final class MemoryTier implements EngineTier {

  @Override
  public int spiLevel() {
    return SpiLevel.CURRENT;
  }

  @Override
  public Engine wrap(Engine engine, EngineContext context) {
    HeapCheck.requireRoomFor(context.memoryLimit());
    boolean tracking = engine.capabilities().contains(Capability.TRACKING);
    RamTier tier = new RamTier(context.clock(), context.memoryLimit(), tracking);
    TieredEngine tiered = new TieredEngine(engine, context.clock(), tier);
    if (tracking) {
      engine.track(tier);
    }
    return tiered;
  }
}
