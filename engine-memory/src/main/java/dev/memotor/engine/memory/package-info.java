/**
 * Items in bounded RAM. As an engine: start at {@code MemoryEngine}; all items since the last flush
 * are one {@code Generation}. As a tier of hot items in front of another engine: start at {@code
 * TieredEngine}; how the tier stays coherent is told in {@code RamTier}.
 */
package dev.memotor.engine.memory;
