/**
 * Writing for a long time, to see whether the rate stays. {@link
 * dev.memotor.benchmarks.endurance.EnduranceMain} is the command.
 */
@NullMarked
package dev.memotor.benchmarks.endurance;

import org.jspecify.annotations.NullMarked;
