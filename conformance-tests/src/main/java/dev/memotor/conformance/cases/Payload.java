package dev.memotor.conformance.cases;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.Template;
import dev.memotor.conformance.wire.FrameRequest;

/** What one {@code >} line sends. */
public interface Payload {

  String render(Bindings bindings);

  /**
   * Returns the command for the coverage table: a word of the text protocols or an opcode's name.
   */
  String command();

  /** A line or raw bytes of the text protocols. */
  record Text(Template template, String command) implements Payload {
    @Override
    public String render(Bindings bindings) {
      return template.render(bindings);
    }
  }

  /** A binary frame. */
  record Frame(FrameRequest request) implements Payload {
    @Override
    public String render(Bindings bindings) {
      return request.render(bindings);
    }

    @Override
    public String command() {
      return request.commandName();
    }
  }
}
