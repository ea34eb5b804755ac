package dev.memotor.conformance;

/** What a step wanted and what it got instead. */
final class StepFailure extends Exception {

  private static final long serialVersionUID = 1L;
  static final int NO_MARK = -1;

  private final String wanted;
  private final String got;
  private final int mark;

  /**
   * @param wanted readable text, not bytes
   * @param got readable text, not bytes
   * @param mark the column of {@code got} where the difference begins, or {@link #NO_MARK}
   */
  StepFailure(String problem, String wanted, String got, int mark) {
    super(problem, null, false, false);
    this.wanted = wanted;
    this.got = got;
    this.mark = mark;
  }

  String wanted() {
    return wanted;
  }

  String got() {
    return got;
  }

  int mark() {
    return mark;
  }

  /** {@code got} holds bytes of which the first {@code differsAt} were right. */
  static StepFailure ofBytes(String problem, String wanted, String got, int differsAt) {
    int right = Math.max(0, Math.min(differsAt, got.length()));
    String before = Escapes.show(got.substring(0, right));
    return new StepFailure(
        problem, wanted, before + Escapes.show(got.substring(right)), before.length());
  }
}
