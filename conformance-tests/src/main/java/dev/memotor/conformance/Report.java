package dev.memotor.conformance;

/** How a run is told to whoever asked for it. */
interface Report {

  void begin(int total);

  void finished(CaseOutcome outcome);

  void end(SuiteSummary summary);
}
