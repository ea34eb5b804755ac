package dev.memotor.conformance.cases;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.Escapes;
import dev.memotor.conformance.template.Template;
import dev.memotor.conformance.wire.StepFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code <until}: all lines up to the one that ends the reply. Some lines must be among them and
 * some must not; the rest is up to the server, as in {@code stats}.
 */
public record ExpectLinesStep(
    int line,
    Template last,
    List<Template> required,
    List<Template> forbidden,
    @Nullable Template every)
    implements Step {

  private static final int LINES_MAX = 1_000_000;

  @Override
  public void run(CaseSession session) throws IOException, StepFailure {
    Bindings bindings = session.bindings();
    String wanted = "... " + last.describe(bindings);
    List<String> lines = new ArrayList<>();
    String next = withoutLineEnd(session.receiver().rawLine(wanted));
    while (!last.compare(next, bindings).equal()) {
      lines.add(next);
      if (lines.size() > LINES_MAX) {
        throw new StepFailure("no end in sight", wanted, show(lines), StepFailure.NO_MARK);
      }
      if (every != null && !every.compare(next, bindings).equal()) {
        throw StepFailure.ofBytes("a line of the wrong shape", every.describe(bindings), next, 0);
      }
      if (next.startsWith("ERROR") || next.startsWith("CLIENT_ERROR")) {
        throw new StepFailure("an error instead", wanted, next, 0);
      }
      next = withoutLineEnd(session.receiver().rawLine(wanted));
    }
    for (Template template : required) {
      if (lines.stream().noneMatch(l -> template.compare(l, bindings).equal())) {
        throw new StepFailure(
            "a line is missing", template.describe(bindings), show(lines), StepFailure.NO_MARK);
      }
    }
    for (Template template : forbidden) {
      for (String present : lines) {
        if (template.compare(present, bindings).equal()) {
          throw new StepFailure(
              "a line that must not be there",
              "no " + template.describe(bindings),
              Escapes.show(present),
              StepFailure.NO_MARK);
        }
      }
    }
  }

  private static String withoutLineEnd(String line) {
    int end = line.length();
    if (line.endsWith("\r\n")) {
      end -= 2;
    } else if (line.endsWith("\n")) {
      end -= 1;
    }
    return line.substring(0, end);
  }

  private static String show(List<String> lines) {
    int shown = Math.min(lines.size(), 12);
    String text = Escapes.show(String.join("\n", lines.subList(0, shown)));
    return shown < lines.size() ? text + " ... (" + lines.size() + " lines)" : text;
  }
}
