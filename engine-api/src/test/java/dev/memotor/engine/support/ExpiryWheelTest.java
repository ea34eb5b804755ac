package dev.memotor.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ExpiryWheelTest {

  private static final long NOW = 1_800_000_000L;

  private final Map<Key, Long> exptimes = new HashMap<>();
  private int visits;

  /** Does what an engine does: removes expired keys and drops stale entries. */
  private boolean visit(Key key, long exptime, long now) {
    visits++;
    Long current = exptimes.get(key);
    if (current == null || current != exptime) {
      return false;
    }
    if (current <= now) {
      exptimes.remove(key);
      return false;
    }
    return true;
  }

  private void file(ExpiryWheel wheel, String key, long exptime) {
    exptimes.put(Key.of(key), exptime);
    wheel.file(Key.of(key), exptime);
  }

  @Test
  void advance_visitsEachKeyInTheSecondItExpires() {
    ExpiryWheel wheel = new ExpiryWheel(NOW);
    int[] distances = {
      1, 2, 15, 16, 17, 255, 256, 257, 3_600, 4_095, 4_096, 65_536, 86_400, 500_000
    };
    for (int distance : distances) {
      file(wheel, "k" + distance, NOW + distance);
    }
    for (int distance : distances) {
      wheel.advance(NOW + distance - 1, (key, exptime) -> visit(key, exptime, NOW + distance - 1));
      assertThat(exptimes).containsKey(Key.of("k" + distance));
      wheel.advance(NOW + distance, (key, exptime) -> visit(key, exptime, NOW + distance));
      assertThat(exptimes).doesNotContainKey(Key.of("k" + distance));
    }
    assertThat(wheel.size()).isZero();
  }

  @Test
  void advance_atRandom_missesNothingAndVisitsLittle() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ExpiryWheel wheel = new ExpiryWheel(NOW);
    long now = NOW;
    int filed = 0;
    for (int round = 0; round < 3_000; round++) {
      for (int i = 0; i < 5; i++) {
        long distance = 1 + (random.nextLong() >>> 1) % (1L << (1 + random.nextInt(31)));
        file(wheel, "k" + random.nextInt(3_000), now + distance);
        filed++;
      }
      now += random.nextInt(10) == 0 ? random.nextInt(1 << random.nextInt(24)) : random.nextInt(3);
      long at = now;
      wheel.advance(at, (key, exptime) -> visit(key, exptime, at));
      assertThat(exptimes.values()).as("seed " + seed).allMatch(exptime -> exptime > at);
    }
    assertThat(visits).as("visits, seed " + seed).isLessThan(9 * filed);
  }

  @Test
  void furthestAndPastMoments() {
    ExpiryWheel wheel = new ExpiryWheel(NOW);
    file(wheel, "far", 0xFFFF_FFFFL);
    file(wheel, "past", 5);
    wheel.advance(NOW, (key, exptime) -> visit(key, exptime, NOW));
    assertThat(exptimes).containsOnlyKeys(Key.of("far"));
    wheel.advance(0xFFFF_FFFFL, (key, exptime) -> visit(key, exptime, 0xFFFF_FFFFL));
    assertThat(exptimes).isEmpty();
  }

  @Test
  void clockSetBack_losesNothing() {
    ExpiryWheel wheel = new ExpiryWheel(NOW);
    wheel.advance(NOW + 1_000, (key, exptime) -> true);
    file(wheel, "k", NOW + 10);
    wheel.advance(NOW + 11, (key, exptime) -> visit(key, exptime, NOW + 11));
    wheel.advance(NOW + 1_001, (key, exptime) -> visit(key, exptime, NOW + 1_001));
    assertThat(exptimes).isEmpty();
  }

  @Test
  void compact_dropsStaleEntries_onceThereAreEnough() {
    ExpiryWheel wheel = new ExpiryWheel(NOW);
    for (int i = 0; i < 200_000; i++) {
      file(wheel, "k" + i % 100, NOW + 1_000 + i % 7_000);
      if (i % 1_000 == 0) {
        wheel.compact((key, exptime) -> exptime == exptimes.get(key));
      }
      assertThat(wheel.size()).isLessThan(70_000);
    }
    wheel.advance(NOW + 10_000, (key, exptime) -> visit(key, exptime, NOW + 10_000));
    assertThat(exptimes).isEmpty();
  }

  @Test
  void file_whileAnotherThreadAdvances_missesNothing() throws Exception {
    ExpiryWheel wheel = new ExpiryWheel(0);
    Set<Key> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger clock = new AtomicInteger();
    int count = 40_000;
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      int thread = t;
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < count; i++) {
                  wheel.file(Key.of(thread + "-" + i), clock.get() + 1 + i % 40);
                }
              }));
    }
    threads.forEach(Thread::start);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      int now = clock.incrementAndGet();
      wheel.advance(now, (key, exptime) -> exptime > now || !seen.add(key));
    }
    for (int i = 0; i < 50; i++) {
      int now = clock.incrementAndGet();
      wheel.advance(now, (key, exptime) -> exptime > now || !seen.add(key));
    }
    assertThat(seen).hasSize(2 * count);
    assertThat(wheel.size()).isZero();
  }
}
