package dev.memotor.engine.memory;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineTier;
import dev.memotor.engine.SpiLevel;

/** Puts hot items in the heap in front of an engine; see {@link RamTier}. */
public final class MemoryTier implements EngineTier {

  @Override
  public int spiLevel() {
    return SpiLevel.CURRENT;
  }

  @Override
  public Engine wrap(Engine engine, EngineContext context) {
    HeapCheck.requireRoomFor(context.memoryLimit());
    return new TieredEngine(
        engine, context.clock(), new RamTier(context.clock(), context.memoryLimit()));
  }
}
