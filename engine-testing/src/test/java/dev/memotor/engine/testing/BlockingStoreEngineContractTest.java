package dev.memotor.engine.testing;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.support.BlockingStoreEngine;
import dev.memotor.engine.support.CasSequence;
import java.util.Set;

final class BlockingStoreEngineContractTest extends EngineContract {

  private MapItemStore store;
  private long casMark;

  @Override
  protected Engine open(EngineContext context) {
    store = new MapItemStore();
    casMark = 0;
    return engine(context);
  }

  @Override
  protected Engine reopen(EngineContext context) {
    return engine(context);
  }

  private Engine engine(EngineContext context) {
    CasSequence casSequence = new CasSequence(casMark, 1_000, mark -> casMark = mark);
    return new BlockingStoreEngine(
        store, context.clock(), casSequence, Set.of(Capability.PERSISTENT), 4, 100_000);
  }
}
