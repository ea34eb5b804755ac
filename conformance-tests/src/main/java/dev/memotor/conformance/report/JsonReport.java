package dev.memotor.conformance.report;

import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.SuiteSummary;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One JSON object per line: a line per case as it ends, and a summary as the last. */
public final class JsonReport implements Report {

  private final PrintWriter out;

  public JsonReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(int total) {}

  @Override
  public void finished(CaseOutcome outcome) {
    ConformanceCase subject = outcome.subject();
    StringBuilder line = new StringBuilder("{\"case\":").append(quote(subject.id()));
    line.append(",\"status\":")
        .append(quote(outcome.status().name().toLowerCase(Locale.ROOT)))
        .append(",\"millis\":")
        .append(outcome.took().toMillis());
    outcome.skipReason().ifPresent(r -> line.append(",\"reason\":").append(quote(r)));
    outcome
        .failure()
        .ifPresent(
            failure ->
                line.append(",\"why\":")
                    .append(quote(subject.why()))
                    .append(",\"location\":")
                    .append(quote(failure.location()))
                    .append(",\"problem\":")
                    .append(quote(failure.problem()))
                    .append(",\"sent\":")
                    .append(quote(failure.sent()))
                    .append(",\"wanted\":")
                    .append(quote(failure.wanted()))
                    .append(",\"got\":")
                    .append(quote(failure.got()))
                    .append(",\"differsAt\":")
                    .append(failure.mark()));
    out.println(line.append('}'));
    out.flush();
  }

  @Override
  public void end(SuiteSummary summary) {
    out.printf(
        Locale.ROOT,
        "{\"passed\":%d,\"failed\":%d,\"skipped\":%d,\"millis\":%d,\"level\":%s",
        summary.count(CaseOutcome.Status.PASSED),
        summary.count(CaseOutcome.Status.FAILED),
        summary.count(CaseOutcome.Status.SKIPPED),
        summary.took().toMillis(),
        quote(summary.target().level().toString()));
    String deviations =
        summary.target().deviations().stream()
            .sorted()
            .map(JsonReport::quote)
            .collect(Collectors.joining(",", "[", "]"));
    String coverage =
        summary.coverage().counts().entrySet().stream()
            .map(row -> quote(row.getKey()) + ":" + outcomes(row.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
    out.println(",\"deviations\":" + deviations + ",\"coverage\":" + coverage + "}");
    out.flush();
  }

  private static String outcomes(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(cell -> quote(cell.getKey()) + ":" + cell.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < 0x20) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
