package dev.memotor.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ServerCountersTest {

  @Test
  void loops_areSummed_andResetBeginsAtZero() {
    ServerCounters all = new ServerCounters();
    Counters first = all.add();
    Counters second = all.add();
    first.increment(Counter.CMD_GET);
    second.add(Counter.CMD_GET, 10);
    second.increment(Counter.CMD_SET);
    assertThat(all.get(Counter.CMD_GET)).isEqualTo(11);
    assertThat(all.get(Counter.CMD_SET)).isEqualTo(1);
    all.reset();
    for (Counter counter : Counter.values()) {
      assertThat(all.get(counter)).isZero();
    }
    first.increment(Counter.CMD_GET);
    assertThat(all.get(Counter.CMD_GET)).isEqualTo(1);
    all.add().increment(Counter.CMD_GET);
    assertThat(all.get(Counter.CMD_GET)).isEqualTo(2);
  }
}
