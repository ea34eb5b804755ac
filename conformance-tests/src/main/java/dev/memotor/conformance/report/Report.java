package dev.memotor.conformance.report;

import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.SuiteSummary;

/** How a run is told to whoever asked for it. */
public interface Report {

  void begin(int total);

  void finished(CaseOutcome outcome);

  void end(SuiteSummary summary);
}
