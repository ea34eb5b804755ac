package dev.memotor.conformance.run;

/**
 * A failed case, in words and visible bytes.
 *
 * @param location file and line of the step
 * @param mark the column of {@code got} where the difference begins, or -1
 */
public record CaseFailure(
    String location, String problem, String sent, String wanted, String got, int mark) {

  private static final int WIDTH_MAX = 160;
  private static final int LEAD = 60;

  /** Several lines: the bytes sent, wanted and got, and a mark under the first difference. */
  public String describe(String indent) {
    StringBuilder out = new StringBuilder();
    out.append(indent).append(location).append(": ").append(problem).append('\n');
    out.append(indent).append("sent    ").append(clip(sent, 0)).append('\n');
    int from = Math.max(0, mark - LEAD);
    if (wanted.length() <= WIDTH_MAX && got.length() <= WIDTH_MAX) {
      from = 0;
    }
    out.append(indent).append("wanted  ").append(clip(wanted, from)).append('\n');
    out.append(indent).append("got     ").append(clip(got, from)).append('\n');
    if (mark >= 0) {
      int ellipsis = from > 0 ? 3 : 0;
      out.append(indent).append(" ".repeat(8 + ellipsis + mark - from)).append("^\n");
    }
    return out.toString();
  }

  private static String clip(String text, int from) {
    int start = Math.min(from, text.length());
    int end = Math.min(text.length(), start + WIDTH_MAX);
    String prefix = start > 0 ? "..." : "";
    String suffix = end < text.length() ? "... (" + text.length() + " characters)" : "";
    return prefix + text.substring(start, end) + suffix;
  }
}
