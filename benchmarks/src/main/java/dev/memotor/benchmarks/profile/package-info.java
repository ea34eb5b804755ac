/**
 * Where a server spends its time: a flight recording under load, and a flame graph made from it.
 * {@link dev.memotor.benchmarks.profile.ProfileMain} is the command.
 */
package dev.memotor.benchmarks.profile;
