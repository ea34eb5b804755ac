/**
 * Optional building blocks for engine authors: an {@link dev.memotor.engine.support.ItemEnvelope
 * envelope} that holds an item in bytes, {@link dev.memotor.engine.support.KeyLanes lanes} that
 * keep operations on a key in order, and {@link dev.memotor.engine.support.BlockingStoreEngine a
 * complete engine} over five blocking methods.
 */
@NullMarked
package dev.memotor.engine.support;

import org.jspecify.annotations.NullMarked;
