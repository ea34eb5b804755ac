package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Looks at items without leaving a trace. */
@FunctionalInterface
public interface ItemReader {

  /**
   * Begins to read; does not wait.
   *
   * @return completed with one result for each key, null where reading failed; never exceptionally
   */
  CompletionStage<Result[]> read(List<Key> keys);
}
