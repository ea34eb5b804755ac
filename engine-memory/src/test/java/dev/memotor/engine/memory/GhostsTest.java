package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GhostsTest {

  private final Memory memory = new Memory(8 << 20);
  private final Ghosts ghosts = new Ghosts(memory);

  private static int hash(int number) {
    return number * 0x9E37_79B1;
  }

  @Test
  void withoutMemory_nothingIsKnown() {
    ghosts.remember(1, 3, true);
    assertThat(ghosts.recall(1)).isEqualTo(Ghosts.UNKNOWN);
    assertThat(ghosts.capacity()).isZero();
  }

  @Test
  void recall_tellsUsesAndPlace_once() {
    ghosts.grow();
    ghosts.remember(hash(1), 5, false);
    ghosts.remember(hash(2), 1, true);
    assertThat(ghosts.recall(hash(1))).isEqualTo(Ghosts.MAIN | 5);
    assertThat(ghosts.recall(hash(2))).isEqualTo(Ghosts.YOUNG | 1);
    assertThat(ghosts.recall(hash(1))).isEqualTo(Ghosts.UNKNOWN);
  }

  @Test
  void keys_growOld() {
    ghosts.grow();
    ghosts.remember(hash(1), 2, true);
    ghosts.beginEpoch();
    ghosts.beginEpoch();
    assertThat(ghosts.recall(hash(1))).isEqualTo(2);
  }

  @Test
  void uses_areHalved() {
    ghosts.grow();
    ghosts.remember(hash(1), 7, false);
    for (int i = 0; i < ghosts.sets(); i++) {
      ghosts.ageNext();
    }
    assertThat(ghosts.recall(hash(1))).isEqualTo(Ghosts.MAIN | 3);
  }

  @Test
  void growth_forgetsNothing() {
    ghosts.grow();
    for (int i = 0; i < 10_000; i++) {
      ghosts.remember(hash(i), 1 + i % 7, false);
    }
    for (int i = 0; i < 4; i++) {
      ghosts.grow();
    }
    int known = 0;
    for (int i = 0; i < 10_000; i++) {
      known += ghosts.recall(hash(i)) == (Ghosts.MAIN | 1 + i % 7) ? 1 : 0;
    }
    assertThat(known).as("but for a few that look like others").isGreaterThan(9_800);
    ghosts.release();
    assertThat(memory.pagesInUse()).isZero();
  }

  @Test
  void fullSet_keepsWhatWasUsedMost() {
    ghosts.grow();
    for (int i = 0; i < 1_000; i++) {
      ghosts.remember(hash(i), 7, false);
    }
    for (int i = 1_000; i < 100_000; i++) {
      ghosts.remember(hash(i), 1, false);
    }
    int known = 0;
    for (int i = 0; i < 1_000; i++) {
      known += (ghosts.recall(hash(i)) & Ghosts.USES) == 7 ? 1 : 0;
    }
    assertThat(known).isGreaterThan(950);
  }
}
