package dev.memotor.conformance.cases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Adjacent {@code >} lines: they leave in one write, so they are a pipeline. */
public record SendStep(int line, List<Payload> payloads) implements Step {

  @Override
  public void run(CaseSession session) throws IOException {
    StringBuilder bytes = new StringBuilder();
    List<Integer> ends = new ArrayList<>();
    for (Payload payload : payloads) {
      bytes.append(payload.render(session.bindings()));
      ends.add(bytes.length());
    }
    session.send(bytes.toString(), ends);
  }
}
