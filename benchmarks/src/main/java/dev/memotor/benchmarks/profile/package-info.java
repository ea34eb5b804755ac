/**
 * Where a server spends its time: a flight recording under load, and a flame graph made from it.
 * {@link dev.memotor.benchmarks.profile.ProfileMain} is the command.
 */
@NullMarked
package dev.memotor.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
