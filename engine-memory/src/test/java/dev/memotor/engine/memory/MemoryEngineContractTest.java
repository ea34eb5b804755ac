package dev.memotor.engine.memory;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.testing.EngineContract;
import dev.memotor.engine.testing.Engines;

final class MemoryEngineContractTest extends EngineContract {

  @Override
  protected Engine open(EngineContext context) {
    return Engines.open("memory", context);
  }
}
