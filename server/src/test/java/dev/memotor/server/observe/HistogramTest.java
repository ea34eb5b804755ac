package dev.memotor.server.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class HistogramTest {

  @Test
  void buckets_haveNoGapAndNoOverlap() {
    for (int bucket = 0; bucket < Histogram.BUCKETS - 1; bucket++) {
      long end = Histogram.endOf(bucket);
      assertThat(Histogram.bucketOf(end - 1)).isEqualTo(bucket);
      assertThat(Histogram.bucketOf(end)).isEqualTo(bucket + 1);
    }
    assertThat(Histogram.bucketOf(Long.MAX_VALUE)).isEqualTo(Histogram.BUCKETS - 1);
    assertThat(Histogram.bucketOf(-1)).isZero();
  }

  @Test
  void quantiles_areRightToABucketsWidth() {
    Histogram histogram = new Histogram();
    for (int i = 1; i <= 10_000; i++) {
      histogram.add(i, 3);
    }
    Histogram.Distribution distribution = histogram.read();
    assertThat(distribution.count()).isEqualTo(30_000);
    assertThat(distribution.sum()).isEqualTo(3L * 10_000 * 10_001 / 2);
    assertThat(distribution.quantile(0.5)).isCloseTo(5000, within(1250.0));
    assertThat(distribution.quantile(0.99)).isCloseTo(9900, within(2500.0));
    assertThat(distribution.countBelow(1024)).isEqualTo(3 * 1023);
    assertThat(distribution.since(distribution).count()).isZero();
  }
}
