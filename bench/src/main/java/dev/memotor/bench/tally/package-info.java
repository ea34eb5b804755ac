/** Counts and latencies of a load, and their units. */
package dev.memotor.bench.tally;
