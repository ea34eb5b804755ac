package dev.memotor.conformance.wire;

import dev.memotor.conformance.template.Escapes;

/** What a step wanted and what it got instead. */
public final class StepFailure extends Exception {

  private static final long serialVersionUID = 1L;
  public static final int NO_MARK = -1;

  private final String problem;
  private final String wanted;
  private final String got;
  private final int mark;

  /**
   * @param wanted readable text, not bytes
   * @param got readable text, not bytes
   * @param mark the column of {@code got} where the difference begins, or {@link #NO_MARK}
   */
  public StepFailure(String problem, String wanted, String got, int mark) {
    super(problem, null, false, false);
    this.problem = problem;
    this.wanted = wanted;
    this.got = got;
    this.mark = mark;
  }

  public String problem() {
    return problem;
  }

  public String wanted() {
    return wanted;
  }

  public String got() {
    return got;
  }

  public int mark() {
    return mark;
  }

  /** {@code got} holds bytes of which the first {@code differsAt} were right. */
  public static StepFailure ofBytes(String problem, String wanted, String got, int differsAt) {
    int right = Math.max(0, Math.min(differsAt, got.length()));
    String before = Escapes.show(got.substring(0, right));
    return new StepFailure(
        problem, wanted, before + Escapes.show(got.substring(right)), before.length());
  }
}
