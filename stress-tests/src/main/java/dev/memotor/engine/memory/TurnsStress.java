package dev.memotor.engine.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A block that is unlinked, retired and freed, beside a turn that follows the link. */
@JCStressTest
@Outcome(
    id = {"-1", "0"},
    expect = ACCEPTABLE,
    desc = "not found, or not freed yet")
@Outcome(expect = FORBIDDEN, desc = "read after it was freed")
@State
public class TurnsStress {

  private final Turns turns = new Turns();
  private boolean linked = true;
  private int freed;

  @Actor
  public void writer() {
    linked = false;
    turns.retire(1);
    turns.reclaim(ref -> freed = 1);
  }

  @Actor
  public void reader(I_Result result) {
    turns.enter();
    result.r1 = linked ? freed : -1;
    turns.leave();
  }
}
