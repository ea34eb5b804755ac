package dev.memotor.server.observe.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Arithmetic.Direction;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import dev.memotor.server.observe.counters.CountedKeys.Loop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CountedKeysTest {

  private final CountedKeys keys = new CountedKeys(KeyChoice.parse("!no.*"), 3);
  private final Loop loop = keys.newLoop();

  @Test
  void totals_growWhateverBecomesOfTheItem() {
    count("a", Direction.UP, 5);
    count("a", Direction.DOWN, 2);
    loop.count(
        new Arithmetic(Key.of("a"), Direction.UP, 1, new Arithmetic.Vivify(0, 40)),
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
  void idleKeys_makeRoomIfOthersAreTurnedAway() {
    CountedKeys many = new CountedKeys(KeyChoice.ALL, 1000);
    Loop counts = many.newLoop();
    for (int i = 0; i < 1000; i++) {
      count(counts, "once." + i);
    }
    many.all().forEach(counter -> counter.read(Item.of(new byte[] {'1'}, 0, 0, 1, 0)));
    many.makeRoom(5000);
    count(counts, "page.views");
    many.makeRoom(5599);
    assertThat(names(many)).as("none has been idle long enough").doesNotContain("page.views");
    assertThat(many.size()).isEqualTo(1000);
    count(counts, "once.7");
    count(counts, "page.views");
    many.makeRoom(5600);
    assertThat(many.size()).as("a tenth left").isEqualTo(900);
    assertThat(names(many)).contains("once.7");
    count(counts, "page.views");
    assertThat(names(many)).contains("page.views");
    many.makeRoom(9000);
    many.makeRoom(9999);
    assertThat(many.size()).as("none was turned away since").isEqualTo(901);
  }

  @Test
  void keysWithoutAnItem_goFirstAndSoon() {
    for (String key : List.of("a", "b", "c")) {
      count(key, Direction.UP, 1);
    }
    keys.makeRoom(0);
    for (KeyCounter counter : keys.all()) {
      counter.read(counter.text().equals("b") ? null : Item.of(new byte[] {'1'}, 0, 0, 1, 0));
    }
    KeyCounter dead =
        keys.all().stream().filter(each -> each.text().equals("b")).findFirst().orElseThrow();
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

  @Test
  void whatAllLoopsCount_isOneSum() {
    Loop another = keys.newLoop();
    count("a", Direction.UP, 5);
    count(another, "a");
    count(another, "b");
    count("b", Direction.DOWN, 7);
    assertThat(keys.all().stream().map(each -> each.text() + each.added() + "-" + each.taken()))
        .containsExactlyInAnyOrder("a6-0", "b1-7");
  }

  @Test
  void keyThatComesBack_isCountedFromNothing() {
    Loop another = keys.newLoop();
    count("a", Direction.UP, 5);
    count(another, "a");
    count("b", Direction.UP, 1);
    count("c", Direction.UP, 1);
    count("late", Direction.UP, 1);
    keys.makeRoom(0);
    count("b", Direction.UP, 1);
    count("c", Direction.UP, 1);
    count("late", Direction.UP, 1);
    keys.makeRoom(60);
    assertThat(names(keys)).containsExactlyInAnyOrder("b", "c");
    count(another, "a");
    count("a", Direction.UP, 2);
    count("a", Direction.UP, 2);
    KeyCounter back =
        keys.all().stream().filter(each -> each.text().equals("a")).findFirst().orElseThrow();
    assertThat(back.added()).isEqualTo(5);
  }

  @Test
  void keysThatComeAndGo_areCountedAsAModelSays() {
    long seed = 20_261_121L;
    Random random = new Random(seed);
    CountedKeys many = new CountedKeys(KeyChoice.ALL, 300);
    List<Loop> loops = List.of(many.newLoop(), many.newLoop());
    Map<String, Long> model = new HashMap<>();
    long turnedAway = 0;
    for (int round = 0; round < 300; round++) {
      // Fewer keys than places in one round, other ones in the next.
      int first = random.nextInt(20) * 100;
      for (int i = 0; i < 400; i++) {
        String key = "key." + (first + random.nextInt(200));
        count(loops.get(random.nextInt(2)), key);
        if (model.containsKey(key) || model.size() < 300) {
          model.merge(key, 1L, Long::sum);
        } else {
          turnedAway++;
        }
      }
      many.makeRoom(round * 61L);
      model.keySet().retainAll(names(many));
      Map<String, Long> counted = new HashMap<>();
      many.all().forEach(counter -> counted.put(counter.text(), counter.added()));
      assertThat(counted).as("seed %d, round %d", seed, round).isEqualTo(model);
      assertThat(many.operationsOnOthers()).isEqualTo(turnedAway);
    }
    assertThat(turnedAway).as("some were turned away").isPositive();
  }

  private static List<String> names(CountedKeys keys) {
    return keys.all().stream().map(counter -> counter.text()).toList();
  }

  private static void count(Loop loop, String key) {
    loop.count(new Arithmetic(Key.of(key), Direction.UP, 1), Result.counted(null, 0));
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
                          Loop own = keys.newLoop();
                          try {
                            start.await();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                          for (int i = 0; i < 1000; i++) {
                            count(own, thread + "." + i);
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
    loop.count(new Arithmetic(Key.of(key), direction, delta), Result.counted(null, 0));
  }
}
