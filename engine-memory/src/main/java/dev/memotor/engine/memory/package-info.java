/**
 * Items in bounded RAM. As an engine, start at {@code MemoryEngine}, which keeps the items since
 * the last flush in a {@code Generation}. As a tier of hot items in front of another engine, start
 * at {@code TieredEngine}; {@code RamTier} explains how the tier stays coherent.
 */
@NullMarked
package dev.memotor.engine.memory;

import org.jspecify.annotations.NullMarked;
