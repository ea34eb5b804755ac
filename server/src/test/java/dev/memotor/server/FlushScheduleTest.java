package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.server.dispatch.OlderItems;
import dev.memotor.server.fixture.KeyedEngine;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a flush_all does what, beside an engine that keeps no schedule. */
final class FlushScheduleTest {

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final KeyedEngine engine = new KeyedEngine(now::get);
  private final FlushSchedule schedule = new FlushSchedule(engine, now::get);

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void later_removesWhatWasStoredUntilThen() {
    engine.put("before", new byte[1]);
    flush(now.get() + 10);
    engine.put("after", new byte[1]);
    passes(9);
    assertThat(keys()).containsExactly("after", "before");
    passes(1);
    assertThat(keys()).isEmpty();
    engine.put("new", new byte[1]);
    passes(1);
    assertThat(keys()).containsExactly("new");
  }

  @Test
  void oneSecondAhead_removesExistingItemsImmediately_andTheRestThen() {
    engine.put("before", new byte[1]);
    flush(now.get() + 1);
    assertThat(keys()).isEmpty();
    engine.put("after", new byte[1]);
    passes(1);
    assertThat(keys()).isEmpty();
  }

  @Test
  void theNewestCommandCounts() {
    engine.put("a", new byte[1]);
    flush(now.get() + 10);
    flush(now.get() + 100);
    passes(99);
    assertThat(keys()).containsExactly("a");
    flush(now.get() - 1_000);
    passes(1);
    assertThat(keys()).containsExactly("a");
    flush(now.get() + 10);
    flush(Exptime.NEVER);
    engine.put("b", new byte[1]);
    passes(10);
    assertThat(keys()).containsExactly("b");
  }

  @Test
  void aFailure_isTriedAgain() {
    engine.flushEnds(
        () ->
            CompletableFuture.failedFuture(
                new EngineException(EngineException.Kind.UNAVAILABLE, "away")));
    flush(now.get() + 10);
    passes(10);
    passes(1);
    assertThat(engine.flushes()).isEqualTo(2);
    engine.flushEnds(() -> CompletableFuture.completedFuture(null));
    passes(1);
    passes(1);
    assertThat(engine.flushes()).isEqualTo(3);
  }

  @Test
  void inThePast_nothingNewerGoes() {
    engine.put("old", new byte[1]);
    now.addAndGet(10);
    engine.put("same", new byte[1]);
    now.addAndGet(10);
    engine.put("new", new byte[1]);
    flush(now.get() - 10);
    assertThat(keys()).containsExactly("new", "same");
    flush(now.get() - 1);
    assertThat(keys()).containsExactly("new");
    flush(now.get());
    assertThat(keys()).isEmpty();
  }

  @Test
  void inThePast_commandsDuringAWalkShareTheNextOne() {
    OlderItems items = new OlderItems(engine);
    engine.put("old", new byte[1]);
    now.addAndGet(1_000);
    Set<CompletionStage<Void>> ends = new HashSet<>();
    // Holds up the walk.
    synchronized (engine) {
      for (int i = 1; i <= 100; i++) {
        ends.add(items.remove(now.get() - 2_000 + 10L * i));
      }
    }
    ends.forEach(end -> end.toCompletableFuture().join());
    assertThat(ends.size()).isBetween(1, 2);
    assertThat(keys()).containsExactly("old");
    items.remove(now.get()).toCompletableFuture().join();
    assertThat(keys()).isEmpty();
  }

  private Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    engine.scan((key, item) -> keys.add(key.toString()));
    return keys;
  }

  private void flush(long at) {
    schedule.flush(at).toCompletableFuture().join();
  }

  private void passes(long seconds) {
    now.addAndGet(seconds);
    schedule.tick();
  }
}
