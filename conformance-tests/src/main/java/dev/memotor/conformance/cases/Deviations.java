package dev.memotor.conformance.cases;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The named ways in which a server may deliberately differ, each with its reason. */
public final class Deviations {

  /** Stands for all that memotor chose; see {@code cases/deviations.txt}. */
  public static final String MEMOTOR = "memotor";

  /** Stands for no deviation at all, where some would be granted by default. */
  public static final String NONE = "none";

  /** Prefix of the names that only concern engines whose items several servers share. */
  private static final String SHARED = "shared-";

  private final Map<String, String> reasons;

  private Deviations(Map<String, String> reasons) {
    this.reasons = reasons;
  }

  public static Deviations load() {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (String line : ConformanceSuite.resource("deviations.txt").split("\n")) {
      if (!line.isBlank() && !line.startsWith("#")) {
        int colon = line.indexOf(':');
        reasons.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return new Deviations(reasons);
  }

  public Set<String> names() {
    return Set.copyOf(reasons.keySet());
  }

  /**
   * Returns all that a memotor is granted.
   *
   * @param shared whether its engine shares its items with other servers
   */
  public Set<String> ofMemotor(boolean shared) {
    Set<String> granted = new LinkedHashSet<>(reasons.keySet());
    granted.removeIf(name -> !shared && name.startsWith(SHARED));
    return granted;
  }

  /** Returns the reason of a deviation; null if it is not listed. */
  public @Nullable String reason(String name) {
    return reasons.get(name);
  }

  /**
   * Resolves what a user wrote.
   *
   * @throws IllegalArgumentException for a name that is not listed
   */
  public Set<String> resolve(List<String> written) {
    Set<String> resolved = new LinkedHashSet<>();
    for (String name : written) {
      if (name.equals(MEMOTOR)) {
        resolved.addAll(reasons.keySet());
      } else if (name.equals(NONE)) {
        continue;
      } else if (reasons.containsKey(name)) {
        resolved.add(name);
      } else {
        throw new IllegalArgumentException(
            "unknown deviation '"
                + name
                + "'; known are memotor (all of them) and "
                + String.join(", ", reasons.keySet()));
      }
    }
    return resolved;
  }
}
