package dev.memotor.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CasSequenceTest {

  @Test
  void next_countsUpFromOne() {
    CasSequence sequence = new CasSequence();
    assertThat(sequence.next()).isEqualTo(1);
    assertThat(sequence.next()).isEqualTo(2);
    assertThat(sequence.last()).isEqualTo(2);
  }

  @Test
  void mark_isRecordedBeforeANumberAboveItIsHandedOut() {
    List<Long> marks = new ArrayList<>();
    CasSequence sequence = new CasSequence(0, 10, marks::add);
    for (int i = 0; i < 25; i++) {
      long number = sequence.next();
      assertThat(marks.get(marks.size() - 1)).isGreaterThanOrEqualTo(number);
    }
    assertThat(marks).hasSizeBetween(2, 3).isSorted();
    CasSequence afterCrash = new CasSequence(marks.get(marks.size() - 1), 10, marks::add);
    assertThat(afterCrash.next()).isGreaterThan(25);
  }

  @Test
  void next_ofManyThreads_neverRepeats_andNeverExceedsTheMark() throws Exception {
    AtomicLong mark = new AtomicLong();
    CasSequence sequence = new CasSequence(0, 100, mark::set);
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    Set<Long> faults = ConcurrentHashMap.newKeySet();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  long number = sequence.next();
                  if (!seen.add(number) || number > mark.get()) {
                    faults.add(number);
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(faults).isEmpty();
    assertThat(seen).hasSize(80_000);
  }
}
