package dev.memotor.conformance.report;

import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.SuiteSummary;
import java.io.PrintWriter;
import java.util.Locale;

/** memcapable's habit: a line per case with its verdict in one column. */
public final class PrettyReport implements Report {

  private static final int NAME_WIDTH = 64;

  private final PrintWriter out;
  private final boolean verbose;
  private final boolean coverage;
  private final ProgressLine progress;

  public PrettyReport(PrintWriter out, boolean verbose, boolean coverage, ProgressLine progress) {
    this.out = out;
    this.verbose = verbose;
    this.coverage = coverage;
    this.progress = progress;
  }

  @Override
  public void begin(int total) {
    progress.begin(total);
  }

  @Override
  public void finished(CaseOutcome outcome) {
    progress.clear();
    switch (outcome.status()) {
      case PASSED -> line(outcome, "[pass]");
      case SKIPPED -> {
        if (verbose) {
          line(outcome, "[skip] " + outcome.skipReason().orElse(""));
        }
      }
      case FAILED -> {
        line(outcome, "[FAIL]");
        out.println("    why     " + outcome.subject().why());
        outcome.failure().ifPresent(failure -> out.print(failure.describe("    ")));
      }
    }
    out.flush();
    progress.advance();
  }

  private void line(CaseOutcome outcome, String verdict) {
    String name = outcome.subject().id();
    int padding = Math.max(1, NAME_WIDTH - name.length());
    out.println(name + " ".repeat(padding) + verdict);
  }

  @Override
  public void end(SuiteSummary summary) {
    progress.clear();
    if (coverage) {
      out.println();
      out.println("Covered by passed cases (command: outcome x cases):");
      summary.coverage().lines().forEach(line -> out.println("  " + line));
    }
    if (summary.count(CaseOutcome.Status.FAILED) > 0) {
      // Their bytes stand far above, each among hundreds of cases that passed.
      out.println();
      out.println("Failed:");
      summary.outcomes().stream()
          .filter(outcome -> outcome.status() == CaseOutcome.Status.FAILED)
          .forEach(outcome -> out.println("  " + outcome.subject().id()));
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "%d passed, %d failed, %d not applicable in %.1f s (judged as memcached %s)%n",
        summary.count(CaseOutcome.Status.PASSED),
        summary.count(CaseOutcome.Status.FAILED),
        summary.count(CaseOutcome.Status.SKIPPED),
        summary.took().toMillis() / 1000.0,
        summary.target().level());
    if (!summary.target().deviations().isEmpty()) {
      Deviations known = Deviations.load();
      out.println("accepted deviations (--deviation none for none):");
      summary.target().deviations().stream()
          .sorted()
          .forEach(name -> out.println("  " + name + ": " + known.reason(name)));
    }
    out.flush();
  }
}
