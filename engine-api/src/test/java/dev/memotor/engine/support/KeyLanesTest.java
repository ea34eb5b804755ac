package dev.memotor.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
final class KeyLanesTest {

  private final ExecutorService pool = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  private static Key key(int number) {
    return Key.of("k" + number);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(90, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void submit_keepsEachKeysOrder_underManySubmitters() throws Exception {
    KeyLanes lanes = new KeyLanes(8, pool);
    int submitters = 6;
    int tasks = 3_000;
    CountDownLatch done = new CountDownLatch(submitters * tasks);
    List<List<Integer>> orders = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int s = 0; s < submitters; s++) {
      // Written by one task at a time; a lane's lock makes it visible to the next.
      List<Integer> order = new ArrayList<>();
      orders.add(order);
      Key key = key(s);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < tasks; i++) {
                  int number = i;
                  lanes.submit(
                      key,
                      () -> {
                        order.add(number);
                        done.countDown();
                      });
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    await(done);
    for (List<Integer> order : orders) {
      assertThat(order).isSorted().doesNotHaveDuplicates().hasSize(tasks);
    }
  }

  @Test
  void tasksOfOneKey_neverOverlap() {
    KeyLanes lanes = new KeyLanes(4, pool);
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(2_000);
    for (int i = 0; i < 2_000; i++) {
      lanes.submit(
          key(1),
          () -> {
            if (inside.incrementAndGet() != 1) {
              overlapped.set(true);
            }
            Thread.onSpinWait();
            inside.decrementAndGet();
            done.countDown();
          });
    }
    await(done);
    assertThat(overlapped).isFalse();
  }

  @Test
  void tryEnter_entersOnlyAFreeLane_andLaterTasksWait() {
    KeyLanes lanes = new KeyLanes(1, pool);
    List<String> order = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    assertThat(lanes.isBusy(key(1))).isFalse();
    assertThat(lanes.tryEnter(key(1))).isTrue();
    assertThat(lanes.isBusy(key(2))).isTrue();
    assertThat(lanes.tryEnter(key(2))).isFalse();
    lanes.submit(
        key(1),
        () -> {
          order.add("queued");
          done.countDown();
        });
    order.add("inside");
    lanes.exit(key(1));
    await(done);
    assertThat(order).containsExactly("inside", "queued");
  }

  @Test
  void handOver_runsBeforeQueuedTasks() {
    KeyLanes lanes = new KeyLanes(1, pool);
    List<String> order = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    assertThat(lanes.tryEnter(key(1))).isTrue();
    lanes.submit(
        key(1),
        () -> {
          order.add("queued");
          done.countDown();
        });
    lanes.handOver(key(1), () -> order.add("handed over"));
    await(done);
    assertThat(order).containsExactly("handed over", "queued");
  }

  @Test
  void barrier_isExclusive_andOrdered() {
    KeyLanes lanes = new KeyLanes(16, pool);
    AtomicInteger before = new AtomicInteger();
    AtomicInteger after = new AtomicInteger();
    AtomicInteger seenBefore = new AtomicInteger(-1);
    AtomicInteger seenAfter = new AtomicInteger(-1);
    CountDownLatch done = new CountDownLatch(401);
    for (int i = 0; i < 200; i++) {
      lanes.submit(
          key(i),
          () -> {
            before.incrementAndGet();
            done.countDown();
          });
    }
    lanes.submitBarrier(
        () -> {
          seenBefore.set(before.get());
          seenAfter.set(after.get());
          done.countDown();
        });
    for (int i = 0; i < 200; i++) {
      lanes.submit(
          key(i),
          () -> {
            after.incrementAndGet();
            done.countDown();
          });
    }
    await(done);
    assertThat(seenBefore).hasValue(200);
    assertThat(seenAfter).hasValue(0);
  }

  @Test
  void barriers_ofManyThreads_allPass() throws Exception {
    KeyLanes lanes = new KeyLanes(32, pool);
    int count = 50;
    CountDownLatch done = new CountDownLatch(4 * count * 2);
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < count; i++) {
                  lanes.submit(key(i), done::countDown);
                  lanes.submitBarrier(
                      () -> {
                        if (inside.incrementAndGet() != 1) {
                          overlapped.set(true);
                        }
                        inside.decrementAndGet();
                        done.countDown();
                      });
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    await(done);
    assertThat(overlapped).isFalse();
  }

  @Test
  void exceptions_stopNeitherLaneNorBarrier() {
    KeyLanes lanes = new KeyLanes(2, pool);
    CountDownLatch done = new CountDownLatch(2);
    lanes.submit(
        key(1),
        () -> {
          throw new IllegalStateException("expected by this test");
        });
    lanes.submit(key(1), done::countDown);
    lanes.submitBarrier(
        () -> {
          throw new IllegalStateException("expected by this test");
        });
    lanes.submit(key(1), done::countDown);
    await(done);
  }
}
