package dev.memotor.conformance.cases;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.wire.BinaryFrame;
import dev.memotor.conformance.wire.FrameExpectation;
import dev.memotor.conformance.wire.StepFailure;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** A {@code <} line of a binary connection with its accepted alternatives. */
public record ExpectFrameStep(int line, List<FrameExpectation> accepted) implements Step {

  @Override
  public void run(CaseSession session) throws IOException, StepFailure {
    Bindings bindings = session.bindings();
    String wanted =
        accepted.stream().map(f -> f.describe(bindings)).collect(Collectors.joining("  or  "));
    BinaryFrame frame = session.receiver().frame(wanted);
    List<String> fewest = List.of();
    for (FrameExpectation expectation : accepted) {
      List<String> differences = expectation.differences(frame, bindings);
      if (differences.isEmpty()) {
        return;
      }
      if (fewest.isEmpty() || differences.size() < fewest.size()) {
        fewest = differences;
      }
    }
    String got = FrameExpectation.describe(frame);
    throw new StepFailure(
        "the frame differs in " + String.join(", ", fewest),
        wanted,
        got,
        columnOf(fewest.get(0), got));
  }

  private static int columnOf(String field, String shown) {
    int at = shown.indexOf(" " + field + "=");
    return at < 0 ? 0 : at + 1;
  }
}
