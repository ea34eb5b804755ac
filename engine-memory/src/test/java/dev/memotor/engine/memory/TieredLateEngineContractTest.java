package dev.memotor.engine.memory;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.testing.EngineContract;
import dev.memotor.engine.testing.Engines;

/** The RAM tier over an engine that delivers results late and in another order. */
final class TieredLateEngineContractTest extends EngineContract {

  @Override
  protected Engine open(EngineContext context) {
    return Engines.tiered(new LateEngine(Engines.open("memory", context)), context);
  }
}
