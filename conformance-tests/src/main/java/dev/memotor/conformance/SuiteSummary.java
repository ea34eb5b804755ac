package dev.memotor.conformance;

import java.time.Duration;
import java.util.List;

/** A finished run. */
record SuiteSummary(
    ConformanceTarget target, List<CaseOutcome> outcomes, Duration took, CoverageTable coverage) {

  long count(CaseOutcome.Status status) {
    return outcomes.stream().filter(o -> o.status() == status).count();
  }

  boolean passed() {
    return count(CaseOutcome.Status.FAILED) == 0 && count(CaseOutcome.Status.PASSED) > 0;
  }
}
