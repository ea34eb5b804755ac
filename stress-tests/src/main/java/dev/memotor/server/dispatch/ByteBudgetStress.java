package dev.memotor.server.dispatch;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** Two loops that want more than half of what is left: exactly one of them gets it. */
@JCStressTest
@Outcome(
    id = {"true, false, 60", "false, true, 60"},
    expect = ACCEPTABLE,
    desc = "one of them")
@Outcome(expect = FORBIDDEN, desc = "both, or each refused for the other's sake")
@State
public class ByteBudgetStress {

  private final ByteBudget budget = new ByteBudget(100);
  private final ByteBudget.Share first = budget.newShare();
  private final ByteBudget.Share second = budget.newShare();

  @Actor
  public void firstLoop(ZZJ_Result result) {
    result.r1 = first.take(60);
  }

  @Actor
  public void secondLoop(ZZJ_Result result) {
    result.r2 = second.take(60);
  }

  @Arbiter
  public void used(ZZJ_Result result) {
    result.r3 = budget.used();
  }
}
