package dev.memotor.conformance;

import java.io.PrintWriter;
import java.time.Duration;

/** The XML that build servers read. */
final class JunitReport implements Report {

  private final PrintWriter out;

  JunitReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(int total) {}

  @Override
  public void finished(CaseOutcome outcome) {}

  @Override
  public void end(SuiteSummary summary) {
    out.println("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    out.printf(
        "<testsuite name=\"conform\" tests=\"%d\" failures=\"%d\" skipped=\"%d\" time=\"%s\">%n",
        summary.outcomes().size(),
        summary.count(CaseOutcome.Status.FAILED),
        summary.count(CaseOutcome.Status.SKIPPED),
        seconds(summary.took()));
    summary.outcomes().forEach(this::testCase);
    out.println("</testsuite>");
    out.flush();
  }

  private void testCase(CaseOutcome outcome) {
    ConformanceCase subject = outcome.subject();
    out.printf(
        "  <testcase classname=\"%s.%s\" name=\"%s\" time=\"%s\"",
        subject.protocol().label(),
        escape(subject.topic()),
        escape(subject.name()),
        seconds(outcome.took()));
    switch (outcome.status()) {
      case PASSED -> out.println("/>");
      case SKIPPED ->
          out.printf(
              "><skipped message=\"%s\"/></testcase>%n", escape(outcome.skipReason().orElse("")));
      case FAILED -> {
        CaseFailure failure = outcome.failure().orElseThrow();
        out.printf(
            "><failure message=\"%s\">%s</failure></testcase>%n",
            escape(failure.problem()), escape(failure.describe("")));
      }
    }
  }

  private static String seconds(Duration duration) {
    long millis = duration.toMillis();
    return millis / 1000 + "." + String.format("%03d", millis % 1000);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
