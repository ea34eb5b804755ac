package dev.memotor.conformance;

import java.io.PrintWriter;
import java.util.TreeSet;

/** Test Anything Protocol, version 13. */
final class TapReport implements Report {

  private final PrintWriter out;
  private int number;

  TapReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(int total) {
    out.println("TAP version 13");
    out.println("1.." + total);
  }

  @Override
  public void finished(CaseOutcome outcome) {
    boolean failed = outcome.status() == CaseOutcome.Status.FAILED;
    // A # would begin a directive.
    String name = outcome.subject().id().replace("#", "\\#");
    String directive = outcome.skipReason().map(reason -> " # SKIP " + reason).orElse("");
    out.println((failed ? "not ok " : "ok ") + ++number + " - " + name + directive);
    outcome.failure().ifPresent(failure -> out.print(failure.describe("# ")));
    out.flush();
  }

  @Override
  public void end(SuiteSummary summary) {
    out.println(
        "# passed "
            + summary.count(CaseOutcome.Status.PASSED)
            + ", failed "
            + summary.count(CaseOutcome.Status.FAILED));
    if (!summary.target().deviations().isEmpty()) {
      out.println(
          "# accepted deviations: "
              + String.join(", ", new TreeSet<>(summary.target().deviations())));
    }
    out.flush();
  }
}
