package dev.memotor.conformance.report;

import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.SuiteSummary;
import java.io.PrintWriter;
import java.util.TreeSet;

/** Test Anything Protocol, version 13. */
public final class TapReport implements Report {

  private final PrintWriter out;
  private final boolean coverage;
  private int number;

  public TapReport(PrintWriter out, boolean coverage) {
    this.out = out;
    this.coverage = coverage;
  }

  @Override
  public void begin(int total) {
    out.println("TAP version 13");
    out.println("1.." + total);
  }

  @Override
  public void finished(CaseOutcome outcome) {
    boolean failed = outcome.status() == CaseOutcome.Status.FAILED;
    String directive = outcome.skipReason().map(reason -> " # SKIP " + reason).orElse("");
    out.println(
        (failed ? "not ok " : "ok ")
            + ++number
            + " - "
            + escape(outcome.subject().id())
            + directive);
    outcome
        .failure()
        .ifPresent(
            failure -> {
              out.println("# why     " + outcome.subject().why());
              out.print(failure.describe("# "));
            });
    out.flush();
  }

  /** A # would begin a directive. */
  private static String escape(String name) {
    return name.replace("\\", "\\\\").replace("#", "\\#");
  }

  @Override
  public void end(SuiteSummary summary) {
    if (coverage) {
      out.println("# covered by passed cases (command: outcome x cases):");
      summary.coverage().lines().forEach(line -> out.println("#   " + line));
    }
    out.println(
        "# passed "
            + summary.count(CaseOutcome.Status.PASSED)
            + ", failed "
            + summary.count(CaseOutcome.Status.FAILED)
            + ", skipped "
            + summary.count(CaseOutcome.Status.SKIPPED)
            + ", judged as memcached "
            + summary.target().level());
    if (!summary.target().deviations().isEmpty()) {
      out.println(
          "# accepted deviations: "
              + String.join(", ", new TreeSet<>(summary.target().deviations())));
    }
    out.flush();
  }
}
