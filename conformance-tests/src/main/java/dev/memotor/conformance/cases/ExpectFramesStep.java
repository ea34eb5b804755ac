package dev.memotor.conformance.cases;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.wire.BinaryFrame;
import dev.memotor.conformance.wire.BinaryStatus;
import dev.memotor.conformance.wire.FrameExpectation;
import dev.memotor.conformance.wire.StepFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code <until} on a binary connection: the packets of a STAT reply up to its terminator. */
public record ExpectFramesStep(
    int line,
    FrameExpectation last,
    List<FrameExpectation> required,
    List<FrameExpectation> forbidden)
    implements Step {

  private static final int FRAMES_MAX = 100_000;

  @Override
  public void run(CaseSession session) throws IOException, StepFailure {
    Bindings bindings = session.bindings();
    String wanted = "... " + last.describe(bindings);
    List<BinaryFrame> frames = new ArrayList<>();
    BinaryFrame next = session.receiver().frame(wanted);
    while (!last.differences(next, bindings).isEmpty()) {
      frames.add(next);
      if (next.status() != BinaryStatus.OK.code() || frames.size() > FRAMES_MAX) {
        throw new StepFailure(
            "no terminator", wanted, FrameExpectation.describe(next), StepFailure.NO_MARK);
      }
      next = session.receiver().frame(wanted);
    }
    for (FrameExpectation expectation : required) {
      if (frames.stream().noneMatch(f -> expectation.differences(f, bindings).isEmpty())) {
        throw new StepFailure(
            "a packet is missing",
            expectation.describe(bindings),
            frames.stream()
                .limit(5)
                .map(FrameExpectation::describe)
                .collect(Collectors.joining("; ")),
            StepFailure.NO_MARK);
      }
    }
    for (FrameExpectation expectation : forbidden) {
      for (BinaryFrame frame : frames) {
        if (expectation.differences(frame, bindings).isEmpty()) {
          throw new StepFailure(
              "a packet that must not be there",
              "no " + expectation.describe(bindings),
              FrameExpectation.describe(frame),
              StepFailure.NO_MARK);
        }
      }
    }
  }
}
