package dev.memotor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {

  private static final long START = 1_800_000_000L;

  /** A machine whose two clocks can be moved apart. */
  private static final class Machine {

    // Any origin will do, also one that is about to overflow.
    private long nanos = -TimeUnit.HOURS.toNanos(1);
    private long wallMillis = START * 1000;

    SteadyClock clock(String boot) {
      return new SteadyClock(() -> nanos, () -> wallMillis, boot);
    }

    void pass(long seconds) {
      nanos += TimeUnit.SECONDS.toNanos(seconds);
      wallMillis += TimeUnit.SECONDS.toMillis(seconds);
    }

    void step(long seconds) {
      wallMillis += TimeUnit.SECONDS.toMillis(seconds);
    }
  }

  private final Machine machine = new Machine();
  private final SteadyClock clock = machine.clock("boot-1");

  @Test
  void steps_changeNothing_inEitherDirection() {
    machine.step(7200);
    machine.pass(10);
    assertThat(clock.now()).isBetween(START + 10, START + 11);
    machine.step(-14_400);
    machine.pass(10);
    assertThat(clock.now()).isBetween(START + 19, START + 20);
  }

  @Test
  void drift_isFollowed_aLittleAtATime() {
    for (int i = 0; i < 100_000; i++) {
      machine.pass(1);
      machine.wallMillis -= i % 4 == 0 ? 1 : 0;
      long before = clock.now();
      assertThat(clock.now()).isEqualTo(before);
    }
    assertThat(machine.wallMillis / 1000).isEqualTo(START + 100_000 - 25);
    assertThat(clock.now()).isEqualTo(START + 100_000 - 25);
  }

  @Test
  void aStep_isMadeUpFor_atOnePartIn2000() {
    machine.step(100);
    machine.pass(100_000);
    assertThat(clock.now()).isEqualTo(START + 100_000 + 50);
    machine.pass(100_000);
    assertThat(clock.now()).isEqualTo(START + 200_000 + 100);
    machine.pass(100_000);
    assertThat(clock.now()).isEqualTo(START + 300_000 + 100);
  }

  @Test
  void neverGoesBack() {
    machine.step(-1_000_000);
    long last = clock.now();
    for (int i = 0; i < 10_000; i++) {
      machine.nanos += TimeUnit.MILLISECONDS.toNanos(700);
      long now = clock.now();
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
  }

  @Test
  void neverGoesBack_rightAfterTheBeginningOfASecond() {
    machine.step(-1_000_000);
    machine.nanos += 1_000_700_000;
    assertThat(clock.now()).isEqualTo(START + 1);
    machine.nanos += 999_950_000;
    assertThat(clock.now()).isEqualTo(START + 2);
    // A second after the last sample.
    machine.nanos += 60_000;
    assertThat(clock.now()).isEqualTo(START + 2);
  }

  @Test
  void aMark_carriesTheTimeOverARestart_inTheSameBootOnly() {
    String mark = clock.mark();
    machine.pass(100);
    machine.step(7200);
    SteadyClock next = machine.clock("boot-1");
    assertThat(next.now()).isEqualTo(START + 100 + 7200);
    next.resume(mark);
    assertThat(next.now()).isEqualTo(START + 100);
    machine.pass(10);
    assertThat(next.now()).isEqualTo(START + 110);
    SteadyClock rebooted = machine.clock("boot-2");
    rebooted.resume(mark);
    assertThat(rebooted.now()).isEqualTo(START + 110 + 7200);
  }

  @Test
  void aMark_staysTheSame_untilItWouldBeASecondOff() {
    String mark = clock.mark();
    machine.step(3);
    machine.pass(1_900);
    clock.now();
    assertThat(clock.mark()).isEqualTo(mark);
    machine.pass(200);
    clock.now();
    assertThat(clock.mark()).isNotEqualTo(mark);
  }

  @Test
  void marksThatMeanNothing_areIgnored() {
    for (String mark :
        new String[] {"", "boot-1", "boot-1 x", "boot-1 99999999999999999999", " "}) {
      clock.resume(mark);
      assertThat(clock.now()).as(mark).isEqualTo(START);
    }
    // Of a clock that had not been set yet.
    clock.resume("boot-1 " + TimeUnit.HOURS.toNanos(1));
    assertThat(clock.now()).isEqualTo(START);
    assertThat(machine.clock("").mark()).isEmpty();
  }
}
