/** Counts and latencies of a load, and their units. */
@NullMarked
package dev.memotor.bench.tally;

import org.jspecify.annotations.NullMarked;
