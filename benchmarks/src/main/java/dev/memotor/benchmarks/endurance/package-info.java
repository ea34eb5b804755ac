/**
 * Writing for a long time, to see whether the rate stays. {@link
 * dev.memotor.bench.endurance.EnduranceMain} is the command.
 */
package dev.memotor.bench.endurance;
