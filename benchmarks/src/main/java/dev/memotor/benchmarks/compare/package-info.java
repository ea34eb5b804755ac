/**
 * The side-by-side comparison: starts memotor with each engine and its peers, loads them in turn,
 * and writes down the ratios. {@link dev.memotor.bench.compare.CompareMain} is the command; {@link
 * dev.memotor.bench.compare.ScaleMain} is that for how costs grow, {@link
 * dev.memotor.bench.compare.MetricsOverheadMain} that for what the metrics cost.
 */
package dev.memotor.bench.compare;
