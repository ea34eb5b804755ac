package dev.memotor.engine;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which name was mistyped, for messages about wrong options. */
public final class Suggestion {

  private Suggestion() {}

  /**
   * The end of a message about an unknown name.
   *
   * @return {@code "; did you mean 'x'?"}, or nothing if no known name is close
   */
  public static String didYouMean(String word, Collection<String> known) {
    String closest = closest(word, known);
    return closest == null ? "" : "; did you mean '" + closest + "'?";
  }

  /** The known name with the smallest edit distance to the word; null if all are too far away. */
  public static @Nullable String closest(String word, Collection<String> known) {
    String lower = word.toLowerCase(Locale.ROOT).replace('_', '-');
    String best = null;
    int fewest = Integer.MAX_VALUE;
    for (String candidate : known) {
      String name = candidate.toLowerCase(Locale.ROOT).replace('_', '-');
      int errors = errors(lower, name);
      if (lower.length() >= 3 && (name.startsWith(lower) || lower.startsWith(name))) {
        // A prefix is a better guess than another word at the same distance.
        errors = Math.min(errors, 1);
      }
      if (errors <= Math.max(1, Math.min(lower.length(), name.length()) / 3) && errors < fewest) {
        fewest = errors;
        best = candidate;
      }
    }
    return best;
  }

  /** Letters to insert, delete, replace, or swap with their neighbour. */
  private static int errors(String left, String right) {
    int[] beforeLast = new int[right.length() + 1];
    int[] last = new int[right.length() + 1];
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = last[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[right.length()];
  }
}
