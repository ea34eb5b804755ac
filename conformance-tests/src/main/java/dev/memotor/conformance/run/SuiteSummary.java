package dev.memotor.conformance.run;

import dev.memotor.conformance.cases.ConformanceTarget;
import java.time.Duration;
import java.util.List;

/** A finished run. */
public record SuiteSummary(
    ConformanceTarget target, List<CaseOutcome> outcomes, Duration took, CoverageTable coverage) {

  public long count(CaseOutcome.Status status) {
    return outcomes.stream().filter(o -> o.status() == status).count();
  }

  public boolean passed() {
    return count(CaseOutcome.Status.FAILED) == 0 && count(CaseOutcome.Status.PASSED) > 0;
  }
}
