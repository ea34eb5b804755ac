package dev.memotor.conformance.cases;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.Comparison;
import dev.memotor.conformance.template.Template;
import dev.memotor.conformance.wire.StepFailure;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@code <} line of a text connection with its accepted alternatives. Without a pattern exactly
 * the wanted bytes are read, so they may contain line ends; otherwise one line is.
 */
public record ExpectTextStep(int line, List<Template> accepted) implements Step {

  @Override
  public void run(CaseSession session) throws IOException, StepFailure {
    Bindings bindings = session.bindings();
    if (accepted.size() == 1 && !accepted.get(0).isPattern()) {
      session.receiver().expectBytes(accepted.get(0).render(bindings));
      return;
    }
    String got = session.receiver().rawLine(describe(bindings));
    int furthest = 0;
    for (Template template : accepted) {
      Comparison comparison = template.compare(got, bindings);
      if (comparison.equal()) {
        return;
      }
      furthest = Math.max(furthest, comparison.differsAt());
    }
    throw session
        .receiver()
        .withWhatFollows("the reply differs", describe(bindings), got, furthest);
  }

  /**
   * Returns the fixed beginning of the first accepted answer, which the coverage table sorts by.
   */
  public String outcomeName() {
    return accepted.get(0).leadingText();
  }

  private String describe(Bindings bindings) {
    return accepted.stream().map(t -> t.describe(bindings)).collect(Collectors.joining("  or  "));
  }
}
