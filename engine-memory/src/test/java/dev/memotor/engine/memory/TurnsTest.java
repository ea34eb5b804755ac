package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final Turns turns = new Turns();
  private final List<Long> freed = new ArrayList<>();

  private int reclaim() {
    return turns.reclaim(freed::add);
  }

  private static void inThread(Runnable task) throws InterruptedException {
    Thread thread = new Thread(task);
    thread.start();
    thread.join();
  }

  @Test
  void withoutTurns_freesAtOnce() {
    turns.retire(1);
    turns.retire(2);
    assertThat(turns.retired()).isEqualTo(2);
    assertThat(reclaim()).isEqualTo(2);
    assertThat(freed).containsExactlyInAnyOrder(1L, 2L);
    assertThat(turns.retired()).isZero();
    assertThat(reclaim()).isZero();
  }

  @Test
  void openTurn_keepsWhatIsRetiredMeanwhile() throws InterruptedException {
    turns.enter();
    inThread(() -> turns.retire(1));
    turns.retire(2);
    assertThat(reclaim()).isZero();
    turns.retire(3);
    assertThat(reclaim()).isZero();
    assertThat(turns.retired()).isEqualTo(3);
    turns.leave();
    assertThat(reclaim()).isEqualTo(3);
    assertThat(freed).containsExactlyInAnyOrder(1L, 2L, 3L);
  }

  @Test
  void enteringAgain_endsTheTurn() {
    turns.enter();
    turns.retire(1);
    assertThat(reclaim()).isZero();
    turns.enter();
    assertThat(reclaim()).isEqualTo(1);
    turns.retire(2);
    assertThat(reclaim()).isZero();
    turns.leave();
    turns.leave();
    assertThat(reclaim()).isEqualTo(1);
  }

  @Test
  void laterTurn_keepsNothing() {
    turns.enter();
    turns.retire(1);
    assertThat(reclaim()).isZero();
    turns.leave();
    turns.enter();
    assertThat(reclaim()).isEqualTo(1);
  }

  @Test
  void endedThread_keepsNothing_andItsBlocksAreFreed() throws InterruptedException {
    inThread(
        () -> {
          turns.enter();
          turns.retire(1);
        });
    turns.retire(2);
    assertThat(turns.retired()).isEqualTo(2);
    assertThat(reclaim()).isEqualTo(2);
    for (int i = 0; i < 50; i++) {
      long ref = 3L + i;
      inThread(
          () -> {
            turns.enter();
            turns.retire(ref);
          });
    }
    assertThat(turns.retired()).isEqualTo(50);
    assertThat(reclaim()).isEqualTo(50);
    assertThat(freed).hasSize(52).doesNotHaveDuplicates();
  }

  @Test
  void manyBlocks_areFreedOnceEach() {
    turns.enter();
    for (int round = 0; round < 3; round++) {
      for (long ref = 0; ref < 100_000; ref++) {
        turns.retire(round * 100_000L + ref);
      }
      assertThat(reclaim()).isZero();
    }
    turns.leave();
    while (reclaim() > 0) {}
    assertThat(freed).hasSize(300_000).doesNotHaveDuplicates();
    assertThat(turns.retired()).isZero();
  }

  @Test
  void freeing_mayRetireMore_butNotReclaim() {
    turns.retire(1);
    LongConsumer more =
        ref -> {
          freed.add(ref);
          assertThat(reclaim()).isZero();
          if (ref == 1) {
            turns.retire(2);
          }
        };
    assertThat(turns.reclaim(more)).isEqualTo(1);
    assertThat(turns.retired()).isEqualTo(1);
    assertThat(turns.reclaim(more)).isEqualTo(1);
    assertThat(freed).containsExactly(1L, 2L);
  }

  /**
   * Writers replace what slots point to, and readers follow the slots in turns. Blocks are never
   * reused here: freeing one marks it, and a reader must not see that.
   */
  @Test
  void block_isNotFreedWhileATurnMayReadIt() throws Exception {
    int slots = 4;
    int writers = 2;
    int readers = 2;
    int blocksPerWriter = 400_000;
    int count = writers * blocksPerWriter + slots;
    byte[] marks = new byte[count];
    AtomicLongArray table = new AtomicLongArray(slots);
    for (int i = 0; i < slots; i++) {
      table.set(i, count - 1 - i);
    }
    AtomicBoolean writing = new AtomicBoolean(true);
    LongConsumer free = ref -> marks[(int) ref]++;
    ExecutorService threads = Executors.newFixedThreadPool(writers + readers);
    try {
      List<Future<?>> writersRunning = new ArrayList<>();
      List<Future<Long>> readersRunning = new ArrayList<>();
      for (int r = 0; r < readers; r++) {
        readersRunning.add(
            threads.submit(
                () -> {
                  long bad = 0;
                  while (writing.get()) {
                    turns.enter();
                    for (int i = 0; i < slots; i++) {
                      int block = (int) table.getPlain(i);
                      for (int look = 0; look < 30; look++) {
                        bad += marks[block];
                        Thread.onSpinWait();
                      }
                    }
                    turns.leave();
                  }
                  return bad;
                }));
      }
      for (int w = 0; w < writers; w++) {
        int first = w * blocksPerWriter;
        writersRunning.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < blocksPerWriter; i++) {
                    turns.retire(table.getAndSet(i % slots, first + i));
                    if (i % 8 == 0) {
                      turns.reclaim(free);
                    }
                  }
                }));
      }
      for (Future<?> writer : writersRunning) {
        writer.get();
      }
      writing.set(false);
      for (Future<Long> reader : readersRunning) {
        assertThat(reader.get()).as("reads of freed blocks").isZero();
      }
    } finally {
      writing.set(false);
      threads.shutdownNow();
    }
    while (turns.reclaim(free) > 0) {}
    assertThat(turns.retired()).isZero();
    for (int i = 0; i < slots; i++) {
      marks[(int) table.get(i)]++;
    }
    byte[] once = new byte[count];
    Arrays.fill(once, (byte) 1);
    assertThat(marks).as("times freed").isEqualTo(once);
  }
}
