package dev.memotor.conformance.cases;

import dev.memotor.conformance.wire.StepFailure;
import java.io.IOException;
import java.time.Duration;

/** The {@code @} lines: everything that is neither sending nor receiving bytes. */
record ControlStep(int line, Action action, Duration waits) implements Step {

  /** What a control line does. */
  interface Action {
    void apply(CaseSession session) throws IOException, StepFailure;
  }

  ControlStep(int line, Action action) {
    this(line, action, Duration.ZERO);
  }

  @Override
  public void run(CaseSession session) throws IOException, StepFailure {
    action.apply(session);
  }
}
