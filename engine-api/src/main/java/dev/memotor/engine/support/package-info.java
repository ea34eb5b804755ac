/**
 * Optional helpers for engine authors: an {@link dev.memotor.engine.support.ItemEnvelope envelope}
 * that holds a whole item in bytes, {@link dev.memotor.engine.support.KeyLanes lanes} that keep
 * operations on one key in order, and with these {@link
 * dev.memotor.engine.support.BlockingStoreEngine a complete engine} over five blocking methods.
 */
@NullMarked
package dev.memotor.engine.support;

import org.jspecify.annotations.NullMarked;
