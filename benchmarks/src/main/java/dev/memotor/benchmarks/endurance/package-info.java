/**
 * Writing for a long time, to see whether the rate stays. {@link
 * dev.memotor.benchmarks.endurance.EnduranceMain} is the command.
 */
package dev.memotor.benchmarks.endurance;
