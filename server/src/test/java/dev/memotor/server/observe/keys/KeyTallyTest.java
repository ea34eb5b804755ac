package dev.memotor.server.observe.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Key;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises of Space-Saving, against exact counts. */
final class KeyTallyTest {

  private static final int CELLS = 16;

  private final KeyTally tally = new KeyTally(CELLS);

  private Map<Key, Long> counted() {
    Map<Key, Long> counts = new HashMap<>();
    tally.visit((key, count) -> assertThat(counts.put(key, count)).as("visited twice").isNull());
    return counts;
  }

  @Test
  void fewKeys_areCountedExactly() {
    Map<Key, Long> exact = new HashMap<>();
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      Key key = Key.of("k" + random.nextInt(CELLS));
      long amount = 1L + random.nextInt(9);
      tally.add(key, amount);
      exact.merge(key, amount, Long::sum);
    }
    assertThat(counted()).isEqualTo(exact);
    tally.halve();
    exact.replaceAll((key, count) -> count / 2);
    assertThat(counted()).isEqualTo(exact);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6})
  void frequentKey_isNeverMissed_andNoneIsCountedTooHigh(long seed) {
    Map<Key, Long> exact = new HashMap<>();
    Random random = new Random(seed);
    long total = 0;
    for (int i = 0; i < 20_000; i++) {
      int rank = (int) (1000 * Math.pow(random.nextDouble(), 4));
      Key key = Key.of("k" + rank);
      long amount = 1L + random.nextInt(5);
      tally.add(key, amount);
      exact.merge(key, amount, Long::sum);
      total += amount;
    }
    Map<Key, Long> counts = counted();
    assertThat(counts).hasSize(CELLS);
    counts.forEach(
        (key, count) -> assertThat(count).as(key.toString()).isLessThanOrEqualTo(exact.get(key)));
    long enough = total / CELLS;
    exact.forEach(
        (key, count) -> {
          if (count > enough) {
            assertThat(counts).as("has %d of %d", count, enough).containsKey(key);
          }
        });
  }

  @Test
  void whatIsForgotten_givesWay_andTheLeastIsTakenNext() {
    for (int i = 0; i < CELLS; i++) {
      // An odd one has room to be the least later, whatever order they came in.
      tally.add(Key.of("k" + i), i % 2 == 0 ? 1 : 100 - i);
    }
    tally.halve();
    assertThat(counted()).hasSize(CELLS / 2);
    for (int i = 0; i < CELLS / 2; i++) {
      tally.add(Key.of("new" + i), 60);
    }
    tally.add(Key.of("last"), 1);
    // k15 counted 85 / 2, the least of all.
    assertThat(counted()).containsEntry(Key.of("last"), 1L).doesNotContainKey(Key.of("k15"));
  }
}
