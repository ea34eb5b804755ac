package dev.memotor.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.bench.Measurement;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class TargetTableTest {

  private static final Contender MEMCACHED =
      new Contender(Contenders.BASELINE, "memcached", null, false, directory -> List.of());
  private static final Contender MEMORY =
      new Contender(
          "memory", "memotor memory", Workload.Column.MEMORY, false, directory -> List.of());

  /** The targets are 1.05 and 0.90. */
  @Test
  void aRow_saysWhatWasMissed_byTheFiguresThatItPrints() {
    assertThat(roundTrips(1.046, 0.904, 0)).endsWith("| 1.05 (0.90) | 1.05 (0.90) | met |\n\n");
    assertThat(roundTrips(1.044, 0.5, 0)).contains("| 1.04 (0.50) | 1.05 (0.90) | **missed** |");
    assertThat(roundTrips(2, 0.91, 0)).contains("| 2.00 (0.91) | 1.05 (0.90) | **missed: CPU** |");
    assertThat(roundTrips(2, 0.5, 1)).contains("| **errors** |");
  }

  @Test
  void memory_isARatio() {
    Footprint footprint = new Footprint("rss-100", 2_000_000, 100, 1.0);
    assertThat(footprint(footprint, 100 << 20, 100 << 20))
        .isEqualTo(
            "| engine memory | measured | target | |\n|---|---|---|---|\n"
                + "| RSS, 2,000,000 items of 12 B keys and 100 B values | 1.00: 100 to 100 MB |"
                + " 1.00 | met |\n\n");
    assertThat(footprint(footprint, 101 << 20, 100 << 20)).contains("| **missed** |");
  }

  @Test
  void aPause_isMissed_unlessTheMachineStoodStillForLonger() {
    assertThat(pause(10_000_000, 9_000_000, 1_000_000)).contains("| 10 ms | met |");
    assertThat(pause(10_100_000, 0, 1_000_000))
        .contains(
            "| 10.1 ms without a reply (memcached 1.0 ms); safepoint 0.0 ms | 10 ms | **missed**");
    assertThat(pause(9_000_000, 10_100_000, 1_000_000)).contains("| **missed** |");
    assertThat(pause(20_000_000, 2_000_000, 21_000_000)).contains("| met |");
  }

  @Test
  void whatWasNotMeasured_hasNoRow() {
    assertThat(TargetTable.of(Map.of(), Map.of(), Map.of())).isEmpty();
  }

  private static String roundTrips(double throughput, double cpu, long errors) {
    Results results = new Results();
    results.add(MEMCACHED, measurement(1000, 1, 0));
    results.add(MEMORY, measurement(1000 * throughput, cpu, errors));
    return TargetTable.of(Map.of(Workload.ROUND_TRIP, results), Map.of(), Map.of());
  }

  private static Measurement measurement(double rate, double cpu, long errors) {
    return new Measurement(
        rate, List.of(cpu), 1, new Histogram(3), 0, List.of(), 1, errors, List.of());
  }

  private static String footprint(Footprint footprint, long engine, long baseline) {
    return TargetTable.of(
        Map.of(),
        Map.of(footprint, Map.of("memory", engine, Contenders.BASELINE, baseline)),
        Map.of());
  }

  private static String pause(long silence, long safepoint, long memcached) {
    return TargetTable.of(
        Map.of(),
        Map.of(),
        Map.of(
            "memory",
            new Pauses.Pause(silence, safepoint, true),
            Contenders.BASELINE,
            new Pauses.Pause(memcached, 0, true)));
  }
}
