package dev.memotor.engine.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A block that is unlinked, retired and freed, beside a turn that follows the link. All use the
 * same turns: a thread's first turn would synchronize more than the others.
 */
@JCStressTest
@Outcome(
    id = {"-1", "0"},
    expect = ACCEPTABLE,
    desc = "not found, or not freed yet")
@Outcome(expect = FORBIDDEN, desc = "read after it was freed")
@State
public class TurnsStress {

  private static final Turns TURNS = new Turns();
  private static final AtomicLong BLOCKS = new AtomicLong();

  private final long block = BLOCKS.incrementAndGet();
  private boolean linked = true;
  private int freed;

  @Actor
  public void writer() {
    linked = false;
    TURNS.retire(block);
    TURNS.reclaim(this::free);
  }

  /** Frees the block, or one that an earlier turn has kept. */
  private void free(long other) {
    if (other == block) {
      freed = 1;
    }
  }

  @Actor
  public void reader(I_Result result) {
    TURNS.enter();
    if (linked) {
      // Time for the writer to free the block, had it not seen this turn.
      for (int i = 0; i < 20; i++) {
        Thread.onSpinWait();
      }
      result.r1 = freed;
    } else {
      result.r1 = -1;
    }
    TURNS.leave();
  }
}
