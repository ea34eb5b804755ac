package dev.memotor.benchmarks.churn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HistoryTest {

  private final List<Sample> samples = new ArrayList<>();

  @Test
  void whatCameBeforeItWasFull_doesNotCount() {
    sample(50, 0, 1, Sample.Stored.UNKNOWN);
    sample(90, 0, 5, Sample.Stored.UNKNOWN);
    sample(100, 7, 100, Sample.Stored.UNKNOWN);
    sample(105, 8, 80, 30);
    sample(104, 9, 90, 32);
    History history = new History("memotor", samples);
    assertThat(history.isFull()).isTrue();
    assertThat(history.steady()).hasSize(2);
    assertThat(history.residentBytes().getMin()).isEqualTo(104);
    assertThat(history.hitRatio()).isEqualTo(0.85);
    assertThat(history.hitRatios()).containsExactly(0.8, 0.9);
    assertThat(history.liveBytes().getAverage()).isEqualTo(31);
    assertThat(history.longestReply()).isEqualTo(100);
    assertThat(history.longestSafepoint()).isEqualTo(1000);
  }

  @Test
  void flat_isWithinFivePercent() {
    sample(1, 1, 1, 1);
    sample(95, 1, 1, 1);
    sample(100, 1, 1, 1);
    assertThat(new History("memotor", samples).isFlat()).isTrue();
    sample(94, 1, 1, 1);
    assertThat(new History("memotor", samples).isFlat()).isFalse();
  }

  @Test
  void neverFull_isAfterATenthOfTheTime() {
    for (int i = 0; i < 30; i++) {
      sample(i, 0, 1, 1);
    }
    History history = new History("memotor", samples);
    assertThat(history.isFull()).isFalse();
    assertThat(history.steady()).hasSize(27);
    assertThat(history.hitRatios()).hasSize(20);
  }

  private void sample(long residentBytes, long evictions, long hits, long liveBytes) {
    samples.add(
        new Sample(
            samples.size() + 1,
            new Sample.Replies(100, hits, 0, hits),
            residentBytes,
            10 * hits,
            new Sample.Stored(5, evictions, liveBytes)));
  }
}
