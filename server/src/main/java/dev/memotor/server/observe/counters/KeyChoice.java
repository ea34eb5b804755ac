package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which keys become metrics: those that some pattern matches, or all if no pattern includes
 * any; never those that a pattern after {@code !} matches.
 */
final class KeyChoice {

  /** Every key. */
  static final KeyChoice ALL = new KeyChoice(List.of(), List.of());

  private final List<KeyGlob> included;
  private final List<KeyGlob> excluded;

  private KeyChoice(List<KeyGlob> included, List<KeyGlob> excluded) {
    this.included = included;
    this.excluded = excluded;
  }

  /**
   * Parses patterns separated by commas, such as {@code page.*,!*.tmp}.
   *
   * @throws IllegalArgumentException saying what is wrong with which pattern
   */
  static KeyChoice parse(String text) {
    List<KeyGlob> included = new ArrayList<>();
    List<KeyGlob> excluded = new ArrayList<>();
    for (String pattern : split(text)) {
      if (pattern.startsWith("!")) {
        excluded.add(KeyGlob.parse(pattern.substring(1)));
      } else {
        included.add(KeyGlob.parse(pattern));
      }
    }
    return new KeyChoice(included, excluded);
  }

  /** Splits at commas that no backslash escapes. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.charAt(at) == ',') {
        parts.add(text.substring(from, at).strip());
        from = at + 1;
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }

  boolean accepts(Key key) {
    return (included.isEmpty() || matchesAny(included, key)) && !matchesAny(excluded, key);
  }

  private static boolean matchesAny(List<KeyGlob> globs, Key key) {
    for (KeyGlob glob : globs) {
      if (glob.matches(key.bytes())) {
        return true;
      }
    }
    return false;
  }
}
