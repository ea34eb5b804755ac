package dev.memotor.conformance.against;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shortens a failing sequence as long as it still fails. */
final class SequenceShrinker {

  private static final int MAX_ATTEMPTS = 300;

  private SequenceShrinker() {}

  /**
   * Returns what is wrong with the shortest failing sequence found.
   *
   * @param failure what is wrong with all the steps
   * @param run runs a sequence from the start and returns what went wrong, or null
   */
  static <T> String shrink(List<T> steps, String failure, Function<List<T>, @Nullable String> run) {
    List<T> shortest = steps;
    String failing = failure;
    int attempts = 0;
    for (int cut = Math.max(1, steps.size() / 2); ; cut = Math.max(1, cut / 2)) {
      boolean shorter = false;
      for (int from = 0; from < shortest.size(); ) {
        if (attempts++ == MAX_ATTEMPTS) {
          return failing;
        }
        List<T> rest = new ArrayList<>(shortest);
        rest.subList(from, Math.min(from + cut, rest.size())).clear();
        String wrong = rest.isEmpty() ? null : run.apply(rest);
        if (wrong == null) {
          from += cut;
        } else {
          shortest = rest;
          failing = wrong;
          shorter = true;
        }
      }
      if (cut == 1 && !shorter) {
        return failing;
      }
    }
  }
}
