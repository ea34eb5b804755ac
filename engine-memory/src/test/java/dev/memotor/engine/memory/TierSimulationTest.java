package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.EngineClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests the tier's coherence under random orders of events, and that the simulation finds tiers
 * that lack a step.
 */
@Tag("slow")
final class TierSimulationTest {

  private static final int SEEDS = 300;
  private static final int STEPS = 400;

  /** Enough to find each of the broken tiers many times over. */
  private static final int MOST_SEEDS = 2_000;

  @Test
  void tier_isCoherent_withoutFailures() {
    assertThat(answersOfCorrectTier(0, false)).isGreaterThan(SEEDS * STEPS / 200);
  }

  @Test
  void tier_isCoherent_withFailures() {
    assertThat(answersOfCorrectTier(15, false)).isGreaterThan(SEEDS * STEPS / 400);
  }

  @Test
  void tier_isCoherent_overASharedStore() {
    assertThat(answersOfCorrectTier(0, true)).isGreaterThan(SEEDS * STEPS / 400);
  }

  @Test
  void tier_isCoherent_overASharedStore_withFailures() {
    assertThat(answersOfCorrectTier(15, true)).isGreaterThan(SEEDS * STEPS / 400);
  }

  private static int answersOfCorrectTier(int failuresInHundred, boolean shared) {
    int answers = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try (TierSimulation simulation =
          new TierSimulation(
              seed,
              failuresInHundred,
              shared,
              (clock, limit, disturb) -> rightTier(clock, limit, disturb, shared))) {
        assertThat(simulation.run(STEPS)).as("with seed %d", seed).isNull();
        answers += simulation.answers();
      }
    }
    return answers;
  }

  private static RamTier rightTier(
      EngineClock clock, long limit, Runnable disturb, boolean shared) {
    return new BrokenTiers.DisturbedTier(
        clock, limit, disturb, shared, new BrokenTiers.DisturbedStripes(disturb));
  }

  @ParameterizedTest
  @EnumSource
  void simulation_findsBrokenTiers(BrokenTiers broken) {
    assertThat(violationOf(broken, false)).as("what is wrong with it").isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void simulation_findsBrokenTiers_overASharedStore(BrokenTrackingTiers broken) {
    assertThat(violationOf(broken, true)).as("what is wrong with it").isNotNull();
  }

  private static String violationOf(TierSimulation.TierMaker broken, boolean shared) {
    String violation = null;
    for (long seed = 0; seed < MOST_SEEDS && violation == null; seed++) {
      try (TierSimulation simulation =
          new TierSimulation(seed, seed % 2 == 0 ? 0 : 15, shared, broken)) {
        violation = simulation.run(STEPS);
      } catch (RuntimeException e) {
        // Such as from the use of a set after a flush.
        violation = e.toString();
      }
    }
    return violation;
  }
}
