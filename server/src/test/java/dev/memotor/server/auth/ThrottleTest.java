package dev.memotor.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The delays that wrong passwords cause. */
final class ThrottleTest {

  private static final Source ONE = new Source(4, 1);
  private static final Source OTHER = new Source(4, 2);

  private long nanos = -1;
  private final Throttle throttle = new Throttle(() -> nanos);

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  private void guess(Source source, int times) {
    for (int i = 0; i < times; i++) {
      throttle.guessed(source, "bob");
    }
  }

  private static Source source(String address) throws UnknownHostException {
    return Source.of(new InetSocketAddress(InetAddress.getByName(address), 1));
  }

  @Test
  void ipv6_isOneSourceByNetwork_ipv4ByAddress() throws UnknownHostException {
    assertThat(source("2001:db8:0:1::1")).isEqualTo(source("2001:db8:0:1:ffff::2"));
    assertThat(source("2001:db8:0:1::1")).isNotEqualTo(source("2001:db8:0:2::1"));
    assertThat(source("10.0.0.1")).isNotEqualTo(source("10.0.0.2"));
    assertThat(source("::ffff:10.0.0.1")).isEqualTo(source("10.0.0.1"));
    assertThat(source("::")).isNotEqualTo(source("0.0.0.0"));
  }

  @Test
  void refusals_waitTwiceAsLongEachTime_bySource_untilFiveQuietMinutes() {
    assertThat(throttle.failed(ONE)).isEqualTo(100);
    assertThat(throttle.failed(ONE)).isEqualTo(200);
    assertThat(throttle.failed(OTHER)).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      throttle.failed(ONE);
    }
    assertThat(throttle.failed(ONE)).isEqualTo(5_000);
    pass(301);
    assertThat(throttle.failed(ONE)).isEqualTo(100);
  }

  @Test
  void aSourceHasAFewPlacesToWait() {
    for (int i = 0; i < Throttle.MAX_HELD; i++) {
      assertThat(throttle.hold(ONE)).isTrue();
    }
    assertThat(throttle.hold(ONE)).isFalse();
    assertThat(throttle.hold(OTHER)).isTrue();
    throttle.release(ONE);
    assertThat(throttle.hold(ONE)).isTrue();
  }

  @Test
  void tooManyGuesses_makeTheSourceWaitFirst_atThatAccount() {
    guess(ONE, Throttle.MAX_GUESSES - 1);
    assertThat(throttle.waitsFirst(ONE, "bob")).isFalse();
    guess(ONE, 1);
    assertThat(throttle.waitsFirst(ONE, "bob")).isTrue();
    assertThat(throttle.waitsFirst(ONE, "ana")).isFalse();
    assertThat(throttle.waitsFirst(OTHER, "bob")).isFalse();
    pass(1);
    assertThat(throttle.waitsFirst(ONE, "bob")).isFalse();
    guess(ONE, 1);
    assertThat(throttle.waitsFirst(ONE, "bob")).isTrue();
  }

  @Test
  void authenticatedSource_neverWaitsFirst_whateverOthersGuess() {
    throttle.succeeded(ONE, "bob");
    guess(ONE, Throttle.MAX_GUESSES);
    for (int i = 0; i < 20_000; i++) {
      throttle.failed(new Source(6, i));
      throttle.guessed(new Source(6, i), "bob");
    }
    guess(ONE, Throttle.MAX_GUESSES);
    assertThat(throttle.waitsFirst(ONE, "bob")).isFalse();
  }
}
