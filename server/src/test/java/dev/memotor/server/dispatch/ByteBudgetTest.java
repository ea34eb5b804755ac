package dev.memotor.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The budget that the loops of a server share. */
final class ByteBudgetTest {

  private final ByteBudget budget = new ByteBudget(100_000);
  private final ByteBudget.Share share = budget.newShare();

  @Test
  void take_succeedsUntilTheBudgetIsSpent() {
    assertThat(share.take(60_000)).isTrue();
    assertThat(share.take(60_000)).isFalse();
    assertThat(share.take(40_000)).as("a refusal takes nothing").isTrue();
    assertThat(share.take(1)).isFalse();
    assertThat(share.isUsedUp()).isTrue();
    share.give(40_000);
    assertThat(share.take(40_000)).isTrue();
  }

  @Test
  void shares_drawOnOneBudget() {
    ByteBudget.Share other = budget.newShare();
    assertThat(share.take(70_000)).isTrue();
    assertThat(other.take(70_000)).isFalse();
    share.give(70_000);
    assertThat(other.take(99_000)).isTrue();
  }

  @Test
  void add_overdraws() {
    share.add(140_000);
    assertThat(share.take(1)).isTrue();
    assertThat(share.isUsedUp()).isTrue();
    assertThat(share.isFarOverdrawn()).isFalse();
    share.add(20_000);
    assertThat(share.isFarOverdrawn()).isTrue();
    share.give(160_001);
    assertThat(share.isUsedUp()).isFalse();
    assertThat(share.take(100_000)).isTrue();
  }

  @Test
  void newLimit_countsWhatIsInUse() {
    assertThat(share.take(60_000)).isTrue();
    budget.setLimit(50_000);
    assertThat(share.isUsedUp()).isTrue();
    share.give(60_000);
    assertThat(share.take(51_000)).isFalse();
    assertThat(share.take(49_000)).isTrue();
    budget.setLimit(100_000);
    assertThat(share.take(50_000)).isTrue();
  }

  @Test
  void manySmallOnes_addUp() {
    int granted = 0;
    while (share.take(7)) {
      granted++;
    }
    assertThat(granted).isEqualTo(100_000 / 7);
    for (int i = 0; i < granted; i++) {
      share.give(7);
    }
    assertThat(budget.used()).isLessThanOrEqualTo(200);
  }
}
