package dev.memotor.conformance.report;

import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.SuiteSummary;

/** How the outcomes of a run are printed. */
public interface Report {

  void begin(int total);

  void finished(CaseOutcome outcome);

  void end(SuiteSummary summary);
}
