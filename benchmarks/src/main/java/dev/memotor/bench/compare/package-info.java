/**
 * The side-by-side comparison: starts memotor with each engine and its peers, loads them in turn,
 * and writes down the ratios. {@link dev.memotor.bench.compare.CompareMain} is the command.
 */
package dev.memotor.bench.compare;
