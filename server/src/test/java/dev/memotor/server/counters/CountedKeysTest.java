package dev.memotor.server.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Arithmetic.Direction;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
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
  void keysThatNobodyCountsOn_makeRoomIfOthersAreTurnedAway() {
    CountedKeys many = new CountedKeys(KeyChoice.ALL, 1000);
    for (int i = 0; i < 1000; i++) {
      count(many, "once." + i);
    }
    many.all().forEach(counter -> counter.read(Item.of(new byte[] {'1'}, 0, 0, 1, 0)));
    many.makeRoom(5000);
    count(many, "page.views");
    many.makeRoom(5599);
    assertThat(names(many)).as("nobody was idle long enough").doesNotContain("page.views");
    assertThat(many.size()).isEqualTo(1000);
    count(many, "once.7");
    count(many, "page.views");
    many.makeRoom(5600);
    assertThat(many.size()).as("a tenth left").isEqualTo(900);
    assertThat(names(many)).contains("once.7");
    count(many, "page.views");
    assertThat(names(many)).contains("page.views");
    many.makeRoom(9000);
    many.makeRoom(9999);
    assertThat(many.size()).as("nobody was turned away since").isEqualTo(901);
  }

  @Test
  void keysWithoutAnItem_goFirstAndSoon() {
    for (String key : List.of("a", "b", "c")) {
      count(key, Direction.UP, 1);
    }
    keys.makeRoom(0);
    for (KeyCounter counter : keys.all()) {
      counter.read(counter.name().key().equals("b") ? null : Item.of(new byte[] {'1'}, 0, 0, 1, 0));
    }
    KeyCounter dead =
        keys.all().stream().filter(each -> each.name().key().equals("b")).findFirst().orElseThrow();
    count("late", Direction.UP, 1);
    keys.makeRoom(59);
    assertThat(keys.has(dead)).isTrue();
    count("late", Direction.UP, 1);
    keys.makeRoom(60);
    assertThat(names(keys)).containsExactlyInAnyOrder("a", "c");
    assertThat(keys.has(dead)).isFalse();
    count("late", Direction.UP, 1);
    assertThat(names(keys)).containsExactlyInAnyOrder("a", "c", "late");
  }

  private static List<String> names(CountedKeys keys) {
    return keys.all().stream().map(counter -> counter.name().key()).toList();
  }

  private static void count(CountedKeys keys, String key) {
    keys.count(new Arithmetic(Key.of(key), Direction.UP, 1), Result.counted(null, 0));
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
