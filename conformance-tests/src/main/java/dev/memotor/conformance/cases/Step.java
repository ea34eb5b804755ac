package dev.memotor.conformance.cases;

import dev.memotor.conformance.wire.StepFailure;
import java.io.IOException;
import java.time.Duration;

/** One line (or a few that belong together) of a case. */
public interface Step {

  /** Where it stands in its file. */
  int line();

  void run(CaseSession session) throws IOException, StepFailure;

  /** Time that passes because the case wants it to. */
  default Duration waits() {
    return Duration.ZERO;
  }
}
