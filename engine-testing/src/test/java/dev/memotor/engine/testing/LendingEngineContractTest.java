package dev.memotor.engine.testing;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.support.BlockingStoreEngine;
import dev.memotor.engine.support.CasSequence;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** An engine that lends and receives values, as it should. */
@Tag("slow")
final class LendingEngineContractTest extends EngineContract {

  @Override
  protected Engine open(EngineContext context) {
    return new LendingEngine(
        new BlockingStoreEngine(
            new MapItemStore(),
            context.clock(),
            new CasSequence(0, 1_000, mark -> {}),
            Set.of(),
            4,
            100_000),
        null);
  }
}
