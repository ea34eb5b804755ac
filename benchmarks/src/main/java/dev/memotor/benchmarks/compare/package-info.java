/**
 * The side-by-side comparison: starts memotor with each engine and its peers, loads them in turn,
 * and writes down the ratios. {@link dev.memotor.benchmarks.compare.CompareMain} is the command;
 * {@link dev.memotor.benchmarks.compare.ScaleMain} is that for how costs grow, {@link
 * dev.memotor.benchmarks.compare.MetricsOverheadMain} that for what the metrics cost.
 */
@NullMarked
package dev.memotor.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
