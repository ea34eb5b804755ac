package dev.memotor.conformance.report;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A count that stays on the last line of a terminal; nothing at all elsewhere. */
public final class ProgressLine {

  private final @Nullable PrintWriter terminal;
  private int total;
  private int done;

  /**
   * @param terminal where to draw, or null for none
   */
  public ProgressLine(@Nullable PrintWriter terminal) {
    this.terminal = terminal;
  }

  void begin(int cases) {
    total = cases;
    draw();
  }

  void advance() {
    done++;
    draw();
  }

  void clear() {
    if (terminal != null) {
      terminal.print("\r\u001b[K");
      terminal.flush();
    }
  }

  private void draw() {
    if (terminal != null) {
      terminal.print("\r" + done + " of " + total + " cases");
      terminal.flush();
    }
  }
}
