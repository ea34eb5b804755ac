package dev.memotor.conformance.contract;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;

/** The RAM tier over an engine that tells of results late and in another order. */
final class TieredLateEngineContractTest extends EngineContract {

  @Override
  protected Engine open(EngineContext context) {
    return Engines.tiered(new LateEngine(Engines.open("memory", context)), context);
  }
}
