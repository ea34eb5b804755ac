package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.EngineClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tier's coherence, in orders of events made by chance, and what happens without its steps. */
final class TierSimulationTest {

  private static final int SEEDS = 300;
  private static final int STEPS = 400;

  /** So many that each of the broken tiers is found many times over. */
  private static final int MOST_SEEDS = 2_000;

  @Test
  void tier_isCoherent_overAnEngineThatDoesNotFail() {
    assertThat(answersOfRightTier(0)).isGreaterThan(SEEDS * STEPS / 200);
  }

  @Test
  void tier_isCoherent_overAnEngineThatFails() {
    assertThat(answersOfRightTier(15)).isGreaterThan(SEEDS * STEPS / 400);
  }

  private static int answersOfRightTier(int failuresInHundred) {
    int answers = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try (TierSimulation simulation =
          new TierSimulation(seed, failuresInHundred, TierSimulationTest::rightTier)) {
        assertThat(simulation.run(STEPS)).as("with seed %d", seed).isNull();
        answers += simulation.answers();
      }
    }
    return answers;
  }

  private static RamTier rightTier(EngineClock clock, long limit, Runnable disturb) {
    return new BrokenTiers.DisturbedTier(
        clock, limit, disturb, new BrokenTiers.DisturbedStripes(disturb));
  }

  @ParameterizedTest
  @EnumSource
  void simulation_catches(BrokenTiers broken) {
    String violation = null;
    long seed = 0;
    for (; seed < MOST_SEEDS && violation == null; seed++) {
      try (TierSimulation simulation = new TierSimulation(seed, seed % 2 == 0 ? 0 : 15, broken)) {
        violation = simulation.run(STEPS);
      }
    }
    assertThat(violation).as("what is wrong with it").isNotNull();
  }
}
