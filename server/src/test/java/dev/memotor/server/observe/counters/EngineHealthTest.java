package dev.memotor.server.observe.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Result;
import dev.memotor.server.observe.counters.EngineHealth.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class EngineHealthTest {

  private final List<Batch> asked = new ArrayList<>();
  private final EngineHealth health = new EngineHealth(new ItemReader(asked::add));

  @Test
  void failuresAndRecovery_areSeen_andOnlyOneProbeIsPending() {
    assertThat(health.latest()).as("before the first answer").isEqualTo(State.FINE);
    CompletableFuture<State> first = health.ask();
    CompletableFuture<State> second = health.ask();
    assertThat(asked).hasSize(1);
    asked.get(0).fail(0, new EngineException(EngineException.Kind.UNAVAILABLE, "expected"));
    asked.get(0).complete(0, Result.NOT_FOUND);
    assertThat(first.join()).as("the first outcome counts").isEqualTo(State.FAILS);
    assertThat(second.join()).isEqualTo(State.FAILS);
    assertThat(health.latest().text()).isEqualTo("the engine fails");
    CompletableFuture<State> third = health.ask();
    asked.get(1).complete(0, Result.EXPIRED_ITEM);
    assertThat(third.join()).isEqualTo(State.FINE);
    assertThat(health.latest()).isEqualTo(State.FINE);
  }

  @Test
  void engineThatThrows_fails() {
    EngineHealth closed =
        new EngineHealth(
            new ItemReader(
                batch -> {
                  throw new IllegalStateException("expected");
                }));
    assertThat(closed.ask().join()).isEqualTo(State.FAILS);
  }
}
