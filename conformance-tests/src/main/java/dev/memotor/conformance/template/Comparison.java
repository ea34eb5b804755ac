package dev.memotor.conformance.template;

/** Whether what came is what was wanted, and if not, from which byte on it differs. */
public record Comparison(boolean equal, int differsAt) {

  static final Comparison EQUAL = new Comparison(true, -1);

  static Comparison differsAt(int index) {
    return new Comparison(false, index);
  }
}
