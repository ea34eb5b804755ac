package dev.memotor.conformance.contract;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;

final class MemoryEngineContractTest extends EngineContract {

  @Override
  protected Engine open(EngineContext context) {
    return Engines.open("memory", context);
  }
}
