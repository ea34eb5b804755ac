/**
 * Eviction policies on access traces. {@link dev.memotor.benchmarks.eviction.EvictionMain} is the
 * command.
 */
package dev.memotor.benchmarks.eviction;
