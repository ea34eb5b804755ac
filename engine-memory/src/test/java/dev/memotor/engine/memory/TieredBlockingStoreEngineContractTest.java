package dev.memotor.engine.memory;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.support.BlockingStoreEngine;
import dev.memotor.engine.support.CasSequence;
import dev.memotor.engine.testing.EngineContract;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.MapItemStore;
import java.util.Set;

final class TieredBlockingStoreEngineContractTest extends EngineContract {

  private MapItemStore store;
  private long casMark;

  @Override
  protected Engine open(EngineContext context) {
    store = new MapItemStore();
    casMark = 0;
    return reopen(context);
  }

  @Override
  protected Engine reopen(EngineContext context) {
    CasSequence casSequence = new CasSequence(casMark, 1_000, mark -> casMark = mark);
    return Engines.tiered(
        new BlockingStoreEngine(
            store, context.clock(), casSequence, Set.of(Capability.PERSISTENT), 4, 100_000),
        context);
  }
}
