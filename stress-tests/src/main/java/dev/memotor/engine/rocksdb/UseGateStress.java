package dev.memotor.engine.rocksdb;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A handle behind a gate: nobody uses it once its owner has shut the gate and closed it. */
@JCStressTest
@Outcome(
    id = {"-1", "0"},
    expect = ACCEPTABLE,
    desc = "not let in, or before the end")
@Outcome(expect = FORBIDDEN, desc = "used after it was closed")
@State
public class UseGateStress {

  private final UseGate gate = new UseGate();
  private int closed;

  @Actor
  public void owner() {
    gate.shut();
    closed = 1;
  }

  @Actor
  public void user(I_Result result) {
    if (gate.enter()) {
      result.r1 = closed;
      gate.leave();
    } else {
      result.r1 = -1;
    }
  }
}
