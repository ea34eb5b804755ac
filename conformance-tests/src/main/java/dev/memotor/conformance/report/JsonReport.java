package dev.memotor.conformance.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.SuiteSummary;
import java.io.PrintWriter;
import java.util.Locale;

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
    JsonObject line = new JsonObject();
    line.addProperty("case", outcome.subject().id());
    line.addProperty("status", outcome.status().name().toLowerCase(Locale.ROOT));
    line.addProperty("millis", outcome.took().toMillis());
    outcome.skipReason().ifPresent(reason -> line.addProperty("reason", reason));
    outcome
        .failure()
        .ifPresent(
            failure -> {
              line.addProperty("why", outcome.subject().why());
              line.addProperty("location", failure.location());
              line.addProperty("problem", failure.problem());
              line.addProperty("sent", failure.sent());
              line.addProperty("wanted", failure.wanted());
              line.addProperty("got", failure.got());
              line.addProperty("differsAt", failure.mark());
            });
    print(line);
  }

  @Override
  public void end(SuiteSummary summary) {
    JsonObject line = new JsonObject();
    line.addProperty("passed", summary.count(CaseOutcome.Status.PASSED));
    line.addProperty("failed", summary.count(CaseOutcome.Status.FAILED));
    line.addProperty("skipped", summary.count(CaseOutcome.Status.SKIPPED));
    line.addProperty("millis", summary.took().toMillis());
    line.addProperty("level", summary.target().level().toString());
    JsonArray deviations = new JsonArray();
    summary.target().deviations().stream().sorted().forEach(deviations::add);
    line.add("deviations", deviations);
    JsonObject coverage = new JsonObject();
    summary
        .coverage()
        .counts()
        .forEach(
            (command, outcomes) -> {
              JsonObject row = new JsonObject();
              outcomes.forEach(row::addProperty);
              coverage.add(command, row);
            });
    line.add("coverage", coverage);
    print(line);
  }

  private void print(JsonObject line) {
    out.println(line);
    out.flush();
  }
}
