package dev.memotor.server.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Arithmetic.Direction;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CountedKeysTest {

  private final CountedKeys keys = new CountedKeys(KeyChoice.parse("!no.*"), 3);

  @Test
  void totals_growWhateverBecomesOfTheItem() {
    count("a", Direction.UP, 5);
    count("a", Direction.DOWN, 2);
    keys.count(
        new Arithmetic(Key.of("a"), Direction.UP, 1, Exptime.NONE, 0, 40, null, 0, false),
        Result.countCreated(null, 40));
    // 2^64 - 3: taken away without a floor.
    count("a", Direction.UP, -3);
    KeyCounter counter = keys.all().iterator().next();
    assertThat(counter.added()).isEqualTo(45);
    assertThat(counter.taken()).isEqualTo(5);
    assertThat(counter.hasValue()).isFalse();
  }

  @Test
  void keysBeyondTheBound_areOneFigure() {
    for (String key : List.of("a", "b", "c", "d", "e", "a", "no.f")) {
      count(key, Direction.UP, 1);
    }
    assertThat(keys.size()).isEqualTo(3);
    assertThat(keys.operationsOnOthers()).isEqualTo(2);
    keys.recall(Key.of("g"));
    assertThat(keys.size()).isEqualTo(3);
  }

  @Test
  void bound_holdsForRacingLoops() throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                thread ->
                    new Thread(
                        () -> {
                          try {
                            start.await();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                          for (int i = 0; i < 1000; i++) {
                            count(thread + "." + i, Direction.UP, 1);
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(keys.size()).isEqualTo(3);
    assertThat(keys.all().stream().mapToLong(KeyCounter::added).sum() + keys.operationsOnOthers())
        .isEqualTo(4000);
  }

  private void count(String key, Direction direction, long delta) {
    keys.count(new Arithmetic(Key.of(key), direction, delta), Result.counted(null, 0));
  }
}
