package dev.memotor.server.observe.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class EngineHealthTest {

  @Test
  void failuresAndRecovery_areSeen_andOnlyOneQuestionIsOpen() {
    AtomicReference<CompletableFuture<Result[]>> answer =
        new AtomicReference<>(new CompletableFuture<>());
    AtomicInteger asked = new AtomicInteger();
    EngineHealth health =
        new EngineHealth(
            keys -> {
              asked.incrementAndGet();
              return answer.get();
            });
    assertThat(health.isFine()).as("before the first answer").isTrue();
    CompletableFuture<EngineHealth.State> first = health.ask();
    CompletableFuture<EngineHealth.State> second = health.ask();
    assertThat(asked).hasValue(1);
    answer.get().complete(new Result[] {null});
    assertThat(first.join()).isEqualTo(EngineHealth.State.FAILS);
    assertThat(second.join()).isEqualTo(EngineHealth.State.FAILS);
    assertThat(health.latest().text()).isEqualTo("the engine fails");
    answer.set(CompletableFuture.completedFuture(new Result[] {Result.EXPIRED_ITEM}));
    assertThat(health.ask().join()).isEqualTo(EngineHealth.State.FINE);
    assertThat(health.isFine()).isTrue();
  }
}
