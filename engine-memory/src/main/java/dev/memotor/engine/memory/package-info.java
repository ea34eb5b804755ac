/**
 * Items in bounded RAM. Start at {@code MemoryEngine}; all items since the last flush are one
 * {@code Generation}.
 */
package dev.memotor.engine.memory;
