package dev.memotor.example.journal;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.SpiLevel;
import dev.memotor.engine.support.BlockingStoreEngine;
import dev.memotor.engine.support.CasSequence;
import java.util.List;
import java.util.Set;

/** Opens {@code journal:FILE}. */
public final class JournalEngineProvider implements EngineProvider {

  @Override
  public int spiLevel() {
    return SpiLevel.CURRENT;
  }

  @Override
  public List<String> schemes() {
    return List.of("journal");
  }

  @Override
  public String description() {
    return "Items in RAM, with every change in one file; an example for engine authors.";
  }

  @Override
  public String locationHint() {
    return "FILE";
  }

  @Override
  public List<EngineOption> options() {
    return List.of(
        EngineOption.of(
            "threads", EngineOption.Type.NUMBER, "2", "Operations that may run at the same time."));
  }

  @Override
  public Engine open(EngineConfig config, EngineContext context) {
    JournalStore store = new JournalStore(config.path("memotor-journal"));
    return new BlockingStoreEngine(
        store,
        context.clock(),
        new CasSequence(store.casMark(), 1_000, store::recordCasMark),
        Set.of(Capability.PERSISTENT),
        (int) Math.max(1, config.number("threads")),
        100_000);
  }
}
