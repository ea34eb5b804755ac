package dev.memotor.conformance.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes a failing sequence shorter as long as it still fails.
 *
 * @param <T> a step of the sequence
 */
public final class SequenceShrinker<T> {

  private static final int MOST_ATTEMPTS = 300;

  private final Function<List<T>, String> run;
  private List<T> steps;
  private String failure;

  /**
   * Starts with a sequence that fails.
   *
   * @param run runs a sequence from the start and returns what went wrong, or null
   */
  public SequenceShrinker(Function<List<T>, String> run, List<T> steps, String failure) {
    this.run = run;
    this.steps = steps;
    this.failure = failure;
  }

  /** Returns what is wrong with the shortest sequence found. */
  public String shrink() {
    int attempts = 0;
    for (int cut = Math.max(1, steps.size() / 2); attempts < MOST_ATTEMPTS; ) {
      boolean shorter = false;
      for (int from = 0; from < steps.size() && attempts < MOST_ATTEMPTS; attempts++) {
        List<T> rest = new ArrayList<>(steps.subList(0, from));
        rest.addAll(steps.subList(Math.min(from + cut, steps.size()), steps.size()));
        String wrong = rest.isEmpty() ? null : run.apply(rest);
        if (wrong == null) {
          from += cut;
        } else {
          steps = rest;
          failure = wrong;
          shorter = true;
        }
      }
      if (!shorter && cut == 1) {
        break;
      }
      cut = Math.max(1, cut / 2);
    }
    return failure;
  }

  /** The shortest sequence found. */
  public List<T> steps() {
    return List.copyOf(steps);
  }
}
