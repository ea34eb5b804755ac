package dev.memotor.engine.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.Store;
import dev.memotor.engine.Tracking;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FaultEngineTest {

  private final FaultEngineProvider provider = new FaultEngineProvider();

  private Engine open(String options) {
    return openUri("fault:memory?" + options);
  }

  private Engine openUri(String uri) {
    return provider.open(EngineConfig.parse(uri, provider.options()), EngineContext.defaults());
  }

  private static Store store(Store.Mode mode, String key, String value) {
    return new Store(Key.of(key), mode, value.getBytes(StandardCharsets.UTF_8), 0, Exptime.NEVER);
  }

  private static Store set(String key) {
    return store(Store.Mode.SET, key, "value");
  }

  private static Get get(String key) {
    return new Get(Key.of(key));
  }

  private static List<Operation> sets(int count) {
    return IntStream.range(0, count).<Operation>mapToObj(i -> set("k" + i)).toList();
  }

  private static List<Integer> failed(RecordingBatch ends) {
    return IntStream.range(0, ends.size()).filter(i -> ends.failure(i) != null).boxed().toList();
  }

  @Test
  void withoutOptions_behavesLikeTheInnerEngine() throws Exception {
    try (Engine inside = openUri("fault:memory")) {
      RecordingBatch ends = RecordingBatch.submit(inside, set("k"), get("k"), get("other"));
      // Answered before execute returned, as the memory engine does.
      assertThat(ends.order()).containsExactly(0, 1, 2);
      assertThat(ends.result(1).item().value().bytes()).asString().isEqualTo("value");
      assertThat(ends.result(2).isOk()).isFalse();
      assertThat(inside.stats().items()).isEqualTo(1);
      assertThat(inside.role(Resizable.class).orElseThrow().resize(16L << 20)).isTrue();
      assertThat(inside.role(Tracking.class)).isEmpty();
    }
  }

  @Test
  void delay_postponesAnswers_butNotEffects() throws Exception {
    try (Engine engine = open("delay=200ms")) {
      long began = System.nanoTime();
      RecordingBatch first = RecordingBatch.submit(engine, set("k"));
      assertThat(engine.stats().items()).isEqualTo(1);
      RecordingBatch second = RecordingBatch.submit(engine, get("k"));
      assertThat(first.order()).isEmpty();
      second.await();
      // Delays overlap instead of adding up.
      assertThat(first.order()).hasSize(1);
      assertThat(System.nanoTime() - began)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
      began = System.nanoTime();
      engine.flush().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(System.nanoTime() - began)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  @Test
  void close_deliversDelayedAnswersAtOnce() {
    Engine engine = open("delay=1h");
    RecordingBatch ends = RecordingBatch.submit(engine, set("a"), get("a"));
    engine.close();
    assertThat(ends.order()).containsExactly(0, 1);
    assertThatThrownBy(() -> RecordingBatch.submit(engine, get("a")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void fail_affectsItsFraction_repeatablyBySeed() throws Exception {
    List<List<Integer>> runs = new ArrayList<>();
    for (String options : List.of("fail=0.1&seed=7", "fail=0.1&seed=7", "fail=0.1&seed=8")) {
      try (Engine engine = open(options)) {
        RecordingBatch ends = new RecordingBatch(sets(10_000)).execute(engine).await();
        runs.add(failed(ends));
        assertThat(engine.stats().details())
            .containsEntry("fault_failed", Integer.toString(failed(ends).size()));
        // With this kind nothing was done.
        assertThat(engine.stats().items()).isEqualTo(10_000 - failed(ends).size());
      }
    }
    assertThat(runs.get(0)).hasSizeBetween(850, 1150).isEqualTo(runs.get(1));
    assertThat(runs.get(2)).hasSizeBetween(850, 1150).isNotEqualTo(runs.get(0));
  }

  @Test
  void failNext_affectsOnlyTheFirst() throws Exception {
    try (Engine engine = open("fail-next=3&fail-kind=busy")) {
      RecordingBatch ends = new RecordingBatch(sets(10)).execute(engine).await();
      assertThat(failed(ends)).containsExactly(0, 1, 2);
      assertThat(ends.failure(0).kind()).isEqualTo(Kind.BUSY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unavailable", "timeout", "busy", "corrupt", "internal"})
  void failKind_isTheKindOfTheFailure(String kind) throws Exception {
    try (Engine engine = open("fail=1&fail-kind=" + kind)) {
      RecordingBatch ends =
          RecordingBatch.submit(engine, set("k"), get("k"), new Delete(Key.of("k"))).await();
      for (int i = 0; i < ends.size(); i++) {
        assertThat(ends.failure(i).kind()).hasToString(kind.toUpperCase(java.util.Locale.ROOT));
      }
    }
  }

  @Test
  void timeout_takesEffectHalfTheTime() throws Exception {
    try (Engine engine = open("fail=1&fail-kind=timeout")) {
      RecordingBatch ends = new RecordingBatch(sets(1000)).execute(engine).await();
      assertThat(failed(ends)).hasSize(1000);
      assertThat(engine.stats().items()).isBetween(400L, 600L);
    }
  }

  @Test
  void never_answersTheRest() throws Exception {
    try (Engine engine = open("never=0.2")) {
      RecordingBatch ends = new RecordingBatch(sets(1000)).execute(engine);
      int silent = Integer.parseInt(engine.stats().details().get("fault_unanswered"));
      assertThat(silent).isBetween(140, 260);
      Await.until("the answers", () -> ends.order().size() >= 1000 - silent);
      assertThat(engine.stats().items()).isBetween(1000L - silent + 1, 999L);
      engine.close();
      assertThat(ends.order()).hasSize(1000 - silent);
    }
  }

  @ParameterizedTest
  @CsvSource({"full=true", "fail=1&fail-kind=full"})
  void full_refusesWhatNeedsSpace_andAPlainSetRemovesTheOldValue(String options) throws Exception {
    EngineContext context = EngineContext.defaults();
    EngineConfig config = EngineConfig.parse("fault:memory?" + options, provider.options());
    Engine inside = provider.open(EngineConfig.parse("fault:memory", provider.options()), context);
    RecordingBatch.submit(inside, set("set"), set("kept"), set("gone")).await();
    try (Engine engine = new FaultEngine(inside, FaultSettings.of(config))) {
      RecordingBatch ends =
          RecordingBatch.submit(
                  engine,
                  set("set"),
                  get("set"),
                  store(Store.Mode.REPLACE, "kept", "new"),
                  new Arithmetic(Key.of("kept"), Arithmetic.Direction.UP, 1),
                  get("kept"),
                  new Delete(Key.of("gone")))
              .await();
      assertThat(failed(ends)).containsExactly(0, 2, 3);
      assertThat(ends.failure(0).kind()).isEqualTo(Kind.FULL);
      assertThat(ends.result(1).isOk()).isFalse();
      assertThat(ends.result(4).item().value().bytes()).asString().isEqualTo("value");
      assertThat(ends.result(5).isOk()).isTrue();
    }
  }

  @Test
  void thread_reordersAnswersAcrossKeys_butNotOfOneKey() throws Exception {
    try (Engine engine = open("thread=true&delay=20ms")) {
      List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        operations.add(i % 3 == 0 ? set("k" + i % 10) : get("k" + i % 10));
      }
      RecordingBatch ends = new RecordingBatch(operations).execute(engine).await();
      assertThat(ends.lastThread()).isNotSameAs(Thread.currentThread());
      assertThat(ends.order()).isNotEqualTo(IntStream.range(0, 300).boxed().toList());
      for (int key = 0; key < 10; key++) {
        int rest = key;
        assertThat(ends.order().stream().filter(i -> i % 10 == rest)).isSorted();
      }
    }
  }

  @Test
  void inner_passesOptionsToTheInnerEngine() {
    assertThatThrownBy(() -> openUri("fault:memory?inner=nonsense=1"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("engine memory has no option 'nonsense'");
    // Two engines deep, the & between the options of the innermost encoded twice.
    assertThatThrownBy(
            () -> openUri("fault:fault:memory?delay=1ms&inner=delay=1ms%26inner=one=1%2526two=2"))
        .hasMessageContaining("no option 'one'")
        .hasMessageContaining("no option 'two'");
    assertThat(
            EngineConfig.parse(
                "fault:redis://h?inner=password=secret&delay=1ms", provider.options()))
        .hasToString("fault:redis://h?inner=***&delay=1ms");
  }

  @Test
  void anUnknownEngine_isNamed_withTheAvailableOnes() {
    assertThatThrownBy(() -> openUri("fault:nowhere:/x"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("'nowhere'")
        .hasMessageContaining("available engines: memory");
    assertThatThrownBy(() -> openUri("fault")).hasMessageContaining("fault:memory?delay=50ms");
    assertThatThrownBy(() -> openUri("fault:memory?fail-kind=configuration"))
        .hasMessageContaining("must be one of unavailable, timeout");
  }
}
