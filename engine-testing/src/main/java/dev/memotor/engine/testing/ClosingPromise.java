package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The end of an engine. */
abstract class ClosingPromise extends Promise {

  ClosingPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void close_endsWhatRuns_andRefusesWhatFollows() {
    List<RecordingBatch> running = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      running.add(submit(Operations.set(Key.of("k" + i), "v"), new Get(Key.of("k" + i))));
    }
    engine.close();
    running.forEach(batch -> batch.await(contract.patience()));
    engine.close();
    RecordingBatch late = new RecordingBatch(new Get(Key.of("k")));
    assertThrows(IllegalStateException.class, () -> engine.execute(late));
    assertNull(late.outcome(0), "an operation that execute refused");
  }

  @Test
  void close_leavesNoThread() throws Exception {
    // It may still be starting threads.
    engine.close();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Engine one = openWith(MEMORY_LIMIT, true);
    RecordingBatch batch = submit(one, new RecordingBatch(Operations.set(Key.of("k"), "v")));
    batch.await(contract.patience());
    finish(one.flush().toCompletableFuture());
    one.close();
    await("the engine's threads to end", () -> newThreads(before).isEmpty());
  }

  private static Set<Thread> newThreads(Set<Thread> before) {
    Set<Thread> now = new HashSet<>(Thread.getAllStackTraces().keySet());
    now.removeAll(before);
    // The JVM's, which any other code may have started first.
    now.removeIf(
        thread ->
            thread.getThreadGroup() == null
                || thread.getThreadGroup().getName().equals("system")
                || thread.getThreadGroup().getName().equals("InnocuousThreadGroup")
                || thread.getName().startsWith("ForkJoinPool.commonPool")
                || thread.getName().equals("CompletableFutureDelayScheduler"));
    return now;
  }
}
