package dev.memotor.benchmarks.churn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShiftingSizesTest {

  private static final int KEYS = 200_000;

  private final ShiftingSizes sizes = new ShiftingSizes();

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25, 0.5, 0.9, 3.5})
  void theMeanStays(double cycles) {
    assertThat(IntStream.range(0, KEYS).map(key -> sizes.of(key, cycles)).average().orElseThrow())
        .isCloseTo(ShiftingSizes.MEAN, withinPercentage(5));
  }

  @Test
  void theShapeShifts_fromNarrowToWideAndBack() {
    assertThat(smallerThanAHundredth(0)).isLessThan(KEYS / 1000);
    assertThat(smallerThanAHundredth(0.5)).isGreaterThan(KEYS / 10);
    assertThat(IntStream.range(0, KEYS))
        .allMatch(key -> sizes.of(key, 0.2) == sizes.of(key, 0.8))
        .allMatch(key -> sizes.of(key, 0.2) == sizes.of(key, 7.2));
    assertThat(IntStream.range(0, KEYS).map(key -> sizes.of(key, 0.5)))
        .allMatch(size -> size >= ShiftingSizes.LEAST && size <= ShiftingSizes.MOST)
        .contains(ShiftingSizes.LEAST, ShiftingSizes.MOST);
  }

  private long smallerThanAHundredth(double cycles) {
    return IntStream.range(0, KEYS)
        .filter(key -> sizes.of(key, cycles) < ShiftingSizes.MEAN / 100)
        .count();
  }
}
