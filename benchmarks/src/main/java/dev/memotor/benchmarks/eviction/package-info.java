/**
 * Eviction policies on access traces. {@link dev.memotor.benchmarks.eviction.EvictionMain} is the
 * command.
 */
@NullMarked
package dev.memotor.benchmarks.eviction;

import org.jspecify.annotations.NullMarked;
