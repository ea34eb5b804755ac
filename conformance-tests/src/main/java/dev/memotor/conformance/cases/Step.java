package dev.memotor.conformance.cases;

import dev.memotor.conformance.wire.StepFailure;
import java.io.IOException;
import java.time.Duration;

/** One line (or a few that belong together) of a case. */
public interface Step {

  /** Returns its line in the file. */
  int line();

  void run(CaseSession session) throws IOException, StepFailure;

  /** Returns how long the case waits here on purpose. */
  default Duration waits() {
    return Duration.ZERO;
  }
}
