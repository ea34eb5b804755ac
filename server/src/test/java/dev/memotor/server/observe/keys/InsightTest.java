package dev.memotor.server.observe.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Hot keys, large values and slow operations, on a clock that the test moves. */
final class InsightTest {

  private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(10);

  private long now = 1_800_000_000L;
  private final Insight insight = new Insight(() -> now, 3, SLOW);
  private final LoopInsight loop = insight.add();

  /** Has operations pass in batches, as a turn does it; returns how many were looked at. */
  private int pass(List<Key> operations, int batch) {
    int looks = 0;
    for (int from = 0; from < operations.size(); from += batch) {
      int size = Math.min(batch, operations.size() - from);
      for (long i = loop.nextSample(); i < size; i = loop.nextSample()) {
        loop.sample(operations.get(from + (int) i));
        looks++;
      }
      loop.passed(size);
    }
    return looks;
  }

  private static List<Key> times(int count, String key) {
    return new ArrayList<>(java.util.Collections.nCopies(count, Key.of(key)));
  }

  @Test
  void littleTraffic_isCountedExactly() {
    List<Key> operations = times(30, "a");
    operations.addAll(times(10, "b"));
    assertThat(pass(operations, 7)).isEqualTo(40);
    insight.tick(2);
    assertThat(insight.hotKeys())
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
      looks += pass(operations, 50);
      insight.tick(1);
    }
    assertThat(looks).as("looks at 8 million operations").isBetween(5_000, 60_000);
    HotKey first = insight.hotKeys().get(0);
    assertThat(first.key()).isEqualTo(Key.of("hot"));
    assertThat(first.share()).isCloseTo(0.1, within(0.03));
    assertThat(first.rate()).isCloseTo(perSecond / 10.0, within(perSecond / 30.0));
    assertThat(insight.hotKeys()).hasSize(3);
  }

  @Test
  void regularTraffic_isNotSampledInStep() {
    List<Key> operations = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      operations.add(Key.of("k" + i % 8));
    }
    Insight all = new Insight(() -> now, 8, 0);
    LoopInsight other = all.add();
    for (int from = 0; from < operations.size(); from += 64) {
      for (long i = other.nextSample(); i < 64; i = other.nextSample()) {
        other.sample(operations.get(from + (int) i));
      }
      other.passed(64);
    }
    assertThat(all.hotKeys()).hasSize(8);
    all.hotKeys().forEach(hot -> assertThat(hot.share()).isCloseTo(0.125, within(0.06)));
  }

  @Test
  void pastHeat_coolsDown() {
    pass(times(900, "old"), 10);
    for (int second = 0; second < 40; second++) {
      pass(times(90, "new"), 10);
      insight.tick(1);
    }
    List<HotKey> hot = insight.hotKeys();
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
    LoopInsight second = insight.add();
    for (int i = 0; i < sizes.size(); i++) {
      see(i % 2 == 0 ? loop : second, Key.of("k" + sizes.get(i)), sizes.get(i));
    }
    see(loop, Key.of("small"), 1023);
    assertThat(insight.bigValues())
        .extracting(BigValue::bytes)
        .containsExactly(51000, 50900, 50800);
  }

  @Test
  void value_thatShrank_andOneNotSeenForAnHour() {
    see(loop, Key.of("a"), 9000);
    see(loop, Key.of("b"), 5000);
    see(loop, Key.of("a"), 2000);
    assertThat(insight.bigValues()).extracting(BigValue::bytes).containsExactly(5000, 2000);
    now += 3000;
    see(loop, Key.of("b"), 5000);
    now += 1000;
    insight.tick(1);
    assertThat(insight.bigValues()).containsExactly(new BigValue(Key.of("b"), 5000, now - 1000));
  }

  @Test
  void aFloodOfLargeValues_isNotedInPart_butNoRecordIsMissed() {
    for (int i = 0; i < 5_000; i++) {
      see(loop, Key.of("k" + i % 32), 2000);
    }
    see(loop, Key.of("other"), 1999);
    see(loop, Key.of("record"), 2001);
    assertThat(insight.bigValues().get(0)).isEqualTo(new BigValue(Key.of("record"), 2001, now));
  }

  @Test
  void slowOperations_areBounded_theLatestFirst() {
    assertThat(loop.isSlow(SLOW - 1)).isFalse();
    assertThat(loop.isSlow(SLOW)).isTrue();
    for (int i = 0; i < 1000; i++) {
      loop.countSlow(1);
      loop.slow(new Get(Key.of("k" + i)), SLOW + i, 1);
      now += i % 100 == 0 ? 1 : 0;
    }
    List<SlowOperation> slow = insight.slow();
    assertThat(insight.slowCount()).isEqualTo(1000);
    assertThat(slow).as("no second fills it").hasSizeBetween(64, 128);
    assertThat(slow.get(0).at()).isGreaterThan(slow.get(slow.size() - 1).at());
    insight.reset();
    assertThat(insight.slow()).isEmpty();
  }

  @Test
  void off_looksAtNothing() {
    LoopInsight blind = Insight.none().add();
    assertThat(blind.watchesKeys()).isFalse();
    assertThat(blind.isSlow(Long.MAX_VALUE)).isFalse();
  }

  private static void see(LoopInsight loop, Key key, int bytes) {
    if (loop.isLarge(bytes)) {
      loop.large(key, bytes);
    }
  }
}
