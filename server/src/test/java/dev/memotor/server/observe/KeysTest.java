package dev.memotor.server.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.config.MonitoringConfig.Keys;
import dev.memotor.server.fixture.Observed;
import dev.memotor.server.observe.keys.BigValue;
import dev.memotor.server.observe.keys.HotKey;
import dev.memotor.server.observe.keys.SlowOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hot keys, large values and slow operations, on a manual clock. */
final class KeysTest {

  private static final Duration SLOW = Duration.ofMillis(10);

  private final Observed observed = new Observed(config(3, SLOW));
  private final LoopObserver loop = observed.loop();

  private static MonitoringConfig config(int hot, Duration slow) {
    MonitoringConfig off = MonitoringConfig.off();
    return new MonitoringConfig(
        null, off.counters(), new Keys(hot, slow), off.prefixes(), off.verbosity());
  }

  /** Passes operations in batches; returns how many were sampled. */
  private static int pass(LoopObserver loop, List<Key> operations, int batch) {
    int samples = 0;
    for (int from = 0; from < operations.size(); from += batch) {
      Passing passing =
          new Passing(operations.subList(from, Math.min(from + batch, operations.size())));
      loop.engineCalled(passing);
      samples += passing.samples;
    }
    return samples;
  }

  private static final class Passing implements Batch {

    private final List<Key> keys;
    private int samples;

    Passing(List<Key> keys) {
      this.keys = keys;
    }

    @Override
    public int size() {
      return keys.size();
    }

    @Override
    public Operation operation(int index) {
      samples++;
      return new Get(keys.get(index));
    }

    @Override
    public void complete(int index, Result result) {
      throw new AssertionError("observed only");
    }

    @Override
    public void fail(int index, EngineException failure) {
      throw new AssertionError("observed only");
    }
  }

  private static List<Key> times(int count, String key) {
    return new ArrayList<>(java.util.Collections.nCopies(count, Key.of(key)));
  }

  @Test
  void littleTraffic_isCountedExactly() {
    List<Key> operations = times(30, "a");
    operations.addAll(times(10, "b"));
    assertThat(pass(loop, operations, 7)).isEqualTo(40);
    observed.observatory().tick();
    observed.observatory().tick();
    assertThat(observed.snapshot().hotKeys())
        .containsExactly(new HotKey(Key.of("a"), 15, 0.75), new HotKey(Key.of("b"), 5, 0.25));
  }

  @Test
  void muchTraffic_isSampled_andTheHotKeyFoundAmongAMillion() {
    Random random = new Random(7);
    int looks = 0;
    int perSecond = 400_000;
    for (int second = 0; second < 20; second++) {
      List<Key> operations = new ArrayList<>(perSecond);
      for (int i = 0; i < perSecond; i++) {
        boolean hot = random.nextInt(10) == 0;
        operations.add(Key.of(hot ? "hot" : "key" + random.nextInt(1_000_000)));
      }
      looks += pass(loop, operations, 50);
      observed.observatory().tick();
    }
    assertThat(looks).as("looks at 8 million operations").isBetween(5_000, 60_000);
    HotKey first = observed.snapshot().hotKeys().get(0);
    assertThat(first.key()).isEqualTo(Key.of("hot"));
    assertThat(first.share()).isCloseTo(0.1, within(0.03));
    assertThat(first.rate()).isCloseTo(perSecond / 10.0, within(perSecond / 30.0));
    assertThat(observed.snapshot().hotKeys()).hasSize(3);
  }

  @Test
  void regularTraffic_isNotSampledInStep() {
    List<Key> operations = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      operations.add(Key.of("k" + i % 8));
    }
    Observed all = new Observed(config(8, SLOW));
    pass(all.loop(), operations, 64);
    assertThat(all.snapshot().hotKeys()).hasSize(8);
    all.snapshot().hotKeys().forEach(hot -> assertThat(hot.share()).isCloseTo(0.125, within(0.06)));
  }

  @Test
  void pastHeat_coolsDown() {
    pass(loop, times(900, "old"), 10);
    for (int second = 0; second < 40; second++) {
      pass(loop, times(90, "new"), 10);
      observed.observatory().tick();
    }
    List<HotKey> hot = observed.snapshot().hotKeys();
    assertThat(hot.get(0).key()).isEqualTo(Key.of("new"));
    assertThat(hot.get(0).rate()).isCloseTo(90, within(10.0));
    assertThat(hot.get(1).share()).isLessThan(0.1);
  }

  @Test
  void largestValues_areKept_whateverTheOrder() {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      sizes.add(1000 + i * 100);
    }
    java.util.Collections.shuffle(sizes, new Random(3));
    LoopObserver second = observed.newLoop();
    for (int i = 0; i < sizes.size(); i++) {
      see(i % 2 == 0 ? loop : second, Key.of("k" + sizes.get(i)), sizes.get(i));
    }
    see(loop, Key.of("small"), 1023);
    assertThat(observed.snapshot().bigValues())
        .extracting(BigValue::bytes)
        .containsExactly(51000, 50900, 50800);
  }

  @Test
  void value_thatShrank_andOneNotSeenForAnHour() {
    see(loop, Key.of("a"), 9000);
    see(loop, Key.of("b"), 5000);
    see(loop, Key.of("a"), 2000);
    assertThat(observed.snapshot().bigValues())
        .extracting(BigValue::bytes)
        .containsExactly(5000, 2000);
    observed.advance(3000);
    see(loop, Key.of("b"), 5000);
    observed.advance(1000);
    observed.observatory().tick();
    assertThat(observed.snapshot().bigValues())
        .containsExactly(new BigValue(Key.of("b"), 5000, observed.now() - 1000));
  }

  @Test
  void aFloodOfLargeValues_isNotedInPart_butNoRecordIsMissed() {
    for (int i = 0; i < 5_000; i++) {
      see(loop, Key.of("k" + i % 32), 2000);
    }
    see(loop, Key.of("other"), 1999);
    see(loop, Key.of("record"), 2001);
    assertThat(observed.snapshot().bigValues().get(0))
        .isEqualTo(new BigValue(Key.of("record"), 2001, observed.now()));
  }

  @Test
  void slowOperations_areBounded_theLatestFirst() {
    long nanos = SLOW.toNanos();
    assertThat(loop.isSlow(nanos - 1)).isFalse();
    assertThat(loop.isSlow(nanos)).isTrue();
    for (int i = 0; i < 1000; i++) {
      loop.endedLate(new Get(Key.of("k" + i)), nanos + i);
      observed.advance(i % 100 == 0 ? 1 : 0);
    }
    List<SlowOperation> slow = observed.snapshot().slowOperations();
    assertThat(observed.snapshot().slowCount()).isEqualTo(1000);
    assertThat(slow).as("no second fills it").hasSizeBetween(64, 128);
    assertThat(slow.get(0).at()).isGreaterThan(slow.get(slow.size() - 1).at());
    observed.observatory().reset();
    assertThat(observed.snapshot().slowOperations()).isEmpty();
  }

  @Test
  void off_looksAtNothing() {
    Observed blind = new Observed(config(0, Duration.ZERO));
    assertThat(pass(blind.loop(), times(100, "a"), 10)).isZero();
    assertThat(blind.loop().now()).as("not even at the clock").isZero();
    assertThat(blind.loop().isSlow(Long.MAX_VALUE)).isFalse();
    see(blind.loop(), Key.of("a"), 9000);
    assertThat(blind.snapshot().bigValues()).isEmpty();
  }

  private static void see(LoopObserver loop, Key key, int bytes) {
    loop.executed(new Get(key), Result.ok(Item.of(new byte[bytes], 0, 0, 1, 1)));
  }
}
