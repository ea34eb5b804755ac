package dev.memotor.benchmarks.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.memotor.bench.tally.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CourseTest {

  private static final double SECONDS = 10;

  /** One interval of ten seconds for each rate, and no operation slower than a millisecond. */
  private static Course course(double... rates) {
    List<Interval> intervals = new ArrayList<>();
    for (double rate : rates) {
      intervals.add(new Interval(intervals.size() * SECONDS, rate, 100, 1000, 1_000_000));
    }
    return new Course(intervals, SECONDS, Collections.nCopies(intervals.size(), 1L));
  }

  private static double[] minutes(double... rates) {
    double[] all = new double[6 * rates.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = rates[i / 6];
    }
    return all;
  }

  @Test
  void theEndsAreTwoMinutesLong() {
    Course course = course(minutes(1000, 800, 100, 600, 500));
    assertThat(course.firstRate()).isEqualTo(900);
    assertThat(course.lastRate()).isEqualTo(550);
  }

  @Test
  void aShortCourseIsItsOwnBeginningAndEnd() {
    Course course = course(100, 300);
    assertThat(course.firstRate()).isEqualTo(200);
    assertThat(course.lastRate()).isEqualTo(200);
    assertThat(course.leastMinute()).isEqualTo(200);
    assertThat(course.hasFallen()).isFalse();
  }

  @Test
  void aSlowMinuteIsFoundWhereverItBegins() {
    double[] rates = minutes(1000, 1000, 1000, 1000, 1000);
    for (int i = 15; i < 21; i++) {
      rates[i] = 400;
    }
    Course course = course(rates);
    assertThat(course.leastMinute()).isCloseTo(400, within(1e-9));
    assertThat(course.bestMinute()).isEqualTo(1000);
    assertThat(course.lastRate()).isEqualTo(850);
    assertThat(course.hasFallen()).isTrue();
  }

  @Test
  void halfTheRateOfTheBeginningIsEnough() {
    assertThat(course(minutes(1000, 1000, 500, 500)).hasFallen()).isFalse();
    assertThat(course(minutes(1000, 1000, 499, 499)).hasFallen()).isTrue();
  }

  @Test
  void aSlowStartDoesNotCountAgainstTheRest() {
    assertThat(course(minutes(500, 500, 2000, 1900)).hasFallen()).isFalse();
  }

  @Test
  void oneOperationOfMoreThanASecondIsAStall() {
    List<Interval> intervals =
        List.of(
            new Interval(0, 1000, 100, 1000, 1_000_000_000L),
            new Interval(SECONDS, 1000, 100, 1000, 2_000_000));
    assertThat(new Course(intervals, SECONDS, List.of(1L, 2L)).hasStalled()).isFalse();
    List<Interval> stalled =
        List.of(intervals.get(0), new Interval(SECONDS, 1000, 100, 1000, 1_000_000_001L));
    Course course = new Course(stalled, SECONDS, List.of(1L, 2L));
    assertThat(course.hasStalled()).isTrue();
    assertThat(course.slowestOperation()).isEqualTo(1_000_000_001L);
  }

  @Test
  void everyIntervalHasItsDiskUse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Course(course(1, 2).intervals(), SECONDS, List.of(1L)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Course(List.of(), SECONDS, List.of()));
  }
}
