package dev.memotor.conformance.against;

import java.util.List;

/**
 * Where two servers answered differently.
 *
 * @param lines a case up to and with the step that shows it, as the reference answered
 * @param judged what the other server answered to that step
 */
record Divergence(List<String> lines, List<String> judged) {

  public Divergence {
    lines = List.copyOf(lines);
    judged = List.copyOf(judged);
  }

  /** Returns a case file that fails on the judged server. */
  String caseFile(ServerUnderTest reference, ServerUnderTest other, String origin) {
    StringBuilder out = new StringBuilder();
    out.append("verified memcached ").append(reference.version()).append("\n\n");
    out.append("case divergence of ").append(origin).append('\n');
    out.append("why ").append(reference.version()).append(" and a server that says it is ");
    out.append(other.version()).append(" answer differently\n");
    lines.forEach(line -> out.append(line).append('\n'));
    out.append("# the last step got from ").append(other).append(":\n");
    for (String line : judged) {
      out.append("#   ").append(line).append('\n');
    }
    return out.toString();
  }
}
