package dev.memotor.conformance.run;

import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.wire.Protocol;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which cases to run.
 *
 * @param exactName memcapable's -T: a case of exactly this name, or null
 * @param patterns globs on the id; without a star, a part of it is enough
 */
public record CaseSelection(
    Set<Protocol> protocols, @Nullable String exactName, List<String> patterns)
    implements Predicate<ConformanceCase> {

  @Override
  public boolean test(ConformanceCase candidate) {
    return protocols.contains(candidate.protocol())
        && (exactName == null || exactName.equals(candidate.name()))
        && (patterns.isEmpty() || patterns.stream().anyMatch(p -> matches(p, candidate.id())));
  }

  private static boolean matches(String pattern, String id) {
    if (!pattern.contains("*")) {
      return id.contains(pattern);
    }
    StringBuilder regex = new StringBuilder();
    for (String piece : pattern.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(piece));
    }
    return Pattern.matches(regex.toString(), id);
  }
}
