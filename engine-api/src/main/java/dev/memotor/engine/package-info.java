/**
 * The SPI between the memotor server and a storage engine.
 *
 * <p>Start at {@link dev.memotor.engine.Engine}, which executes {@link dev.memotor.engine.Batch
 * batches} of {@link dev.memotor.engine.Operation operations}; what an operation does to an {@link
 * dev.memotor.engine.Item item} is written once, in {@link dev.memotor.engine.Semantics}. The
 * server finds engines through {@link dev.memotor.engine.EngineProvider}.
 *
 * <p>Nothing here depends on anything but the JDK and the annotations of JSpecify: what may be null
 * is {@code @Nullable}, everything else never is. Helpers for engine authors are in {@link
 * dev.memotor.engine.support}.
 */
@NullMarked
package dev.memotor.engine;

import org.jspecify.annotations.NullMarked;
