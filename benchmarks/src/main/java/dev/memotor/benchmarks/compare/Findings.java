package dev.memotor.benchmarks.compare;

import org.jspecify.annotations.Nullable;

/**
 * All that a comparison measured.
 *
 * @param tight with ten times more data than memory; null if that was not asked for
 */
record Findings(
    Comparison loads, Footprints footprints, Pauses pauses, @Nullable Comparison tight) {

  boolean hasErrors() {
    return footprints.hasErrors()
        || pauses.hasErrors()
        || loads.hasErrors()
        || tight != null && tight.hasErrors();
  }
}
