package dev.memotor.server.config;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineContext;

/**
 * Limits of items.
 *
 * @param maxSize bytes of the largest item, with key and header
 * @param memory bytes that items may take in RAM
 * @param evict whether items are evicted when memory is full
 */
public record ItemConfig(int maxSize, long memory, boolean evict) {

  public static final ItemConfig DEFAULT = new ItemConfig(1 << 20, 64L << 20, true);

  /** Returns what an engine is opened with. */
  public EngineContext context(EngineClock clock) {
    return EngineContext.defaults()
        .withClock(clock)
        .withMaxItemSize(maxSize)
        .withMemoryLimit(memory)
        .withEvict(evict);
  }
}
