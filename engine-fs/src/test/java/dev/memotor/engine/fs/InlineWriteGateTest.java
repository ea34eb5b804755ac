package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class InlineWriteGateTest {

  private long now = 42;
  private final InlineWriteGate gate = new InlineWriteGate(() -> now);

  private void take(long micros, int operations) {
    long began = gate.now();
    now += TimeUnit.MICROSECONDS.toNanos(micros) * operations;
    gate.took(began, operations);
  }

  @Test
  void fastOperations_keepTheGateOpen() {
    for (int i = 0; i < 1000; i++) {
      take(20, 1 + i % 8);
      assertThat(gate.isOpen()).isTrue();
    }
  }

  @Test
  void fewPauses_howeverLong_proveNothing() {
    for (int pause = 0; pause < 20; pause++) {
      for (int i = 0; i < 30; i++) {
        take(10, 8);
      }
      take(2_000_000, 8);
      assertThat(gate.isOpen()).isTrue();
    }
  }

  @Test
  void aWaitingDisk_closesTheGateForAWhile() {
    assertThat(triesOfAWaitingDisk()).isBetween(4, 10);
    now += TimeUnit.MILLISECONDS.toNanos(1_999);
    assertThat(gate.isOpen()).isFalse();
    now += TimeUnit.MILLISECONDS.toNanos(1);
    assertThat(gate.isOpen()).isTrue();
    assertThat(triesOfAWaitingDisk()).isBetween(4, 10);
  }

  private int triesOfAWaitingDisk() {
    int tries = 0;
    while (gate.isOpen()) {
      take(5_000, 1);
      tries++;
    }
    return tries;
  }
}
