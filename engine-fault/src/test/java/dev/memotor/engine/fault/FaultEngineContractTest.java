package dev.memotor.engine.fault;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.testing.EngineContract;
import dev.memotor.engine.testing.Engines;
import org.junit.jupiter.api.Tag;

/** With delays, and answers on another thread in another order, the fault engine breaks no rule. */
@Tag("slow")
final class FaultEngineContractTest extends EngineContract {

  @Override
  protected Engine open(EngineContext context) {
    return Engines.open("fault:memory?delay=1ms&thread=true", context);
  }

  /** Each operation waits for its answer: what the engine inside means has been tested without. */
  @Override
  protected int effort() {
    return 100;
  }
}
