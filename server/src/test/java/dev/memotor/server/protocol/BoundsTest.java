package dev.memotor.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Exptime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ExptimeRule and ItemLimit at their edges. */
final class BoundsTest {

  private static final long NOW = 1_800_000_000L;

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, 1",
    "-2147483648, 1",
    "1, 1800000001",
    "2592000, 1802592000",
    "2592001, 2592001",
    "1900000000, 1900000000",
    "4294967295, 4294967295",
    "4294967296, 4294967295",
  })
  void exptime_isRelativeUpToThirtyDays(long given, long absolute) {
    assertThat(ExptimeRule.toAbsolute(given, NOW)).isEqualTo(absolute);
  }

  @Test
  void exptime_zeroAndNegative_areConstants() {
    assertThat(ExptimeRule.toAbsolute(0, NOW)).isEqualTo(Exptime.NEVER);
    assertThat(ExptimeRule.toAbsolute(-5, NOW)).isEqualTo(Exptime.DEAD);
  }

  @Test
  void itemLimit_countsHeaderKeyFlagsAndLineEnd() {
    ItemLimit limit = new ItemLimit(1024);
    int longest = limit.maxValueLength(10);
    assertThat(limit.isTooLarge(10, 0, longest)).isFalse();
    assertThat(limit.isTooLarge(10, 0, longest + 1)).isTrue();
    assertThat(limit.isTooLarge(10, 1, longest)).as("flags take four bytes").isTrue();
    assertThat(limit.isTooLarge(10, 1, longest - 4)).isFalse();
    assertThat(limit.isTooLarge(11, 0, longest)).isTrue();
    assertThat(limit.isTooLarge(1, 0, Long.MAX_VALUE / 2)).isTrue();
    // memcached's figure for a value of ten bytes and a key of one.
    assertThat(ItemLimit.sizeOf(1, 0, 10)).isEqualTo(70);
  }
}
