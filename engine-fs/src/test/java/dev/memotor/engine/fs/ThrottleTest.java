package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private static final long MILLI = 1_000_000;

  private final List<Long> pauses = new ArrayList<>();
  private long now = 5;

  private final Throttle throttle =
      new Throttle(
          () -> now,
          nanos -> {
            pauses.add(nanos);
            now += nanos;
          });

  private void step(long nanos) {
    now += nanos;
    throttle.afterStep();
  }

  @Test
  void threeQuartersOfTheTime_areLeftToOthers() {
    for (int i = 0; i < 10_000; i++) {
      step(MILLI / 40);
    }
    long paused = pauses.stream().mapToLong(Long::longValue).sum();
    assertThat(paused).isEqualTo(10_000 * MILLI / 40 * 3);
    assertThat(pauses).as("in small slices").allMatch(pause -> pause <= 4 * MILLI);
  }

  @Test
  void theLongestPause_isLimited() {
    step(10_000 * MILLI);
    assertThat(pauses).containsExactly(20 * MILLI);
    step(MILLI / 2);
    assertThat(pauses).as("a new slice begins after a pause").hasSize(1);
  }
}
