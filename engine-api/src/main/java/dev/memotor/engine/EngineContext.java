package dev.memotor.engine;

/**
 * What the server lends to an engine while it is open.
 *
 * @param clock the only source of time for expiry
 * @param maxItemSize longest value that is ever stored, in bytes
 * @param memoryLimit bytes that items may take in RAM ({@code -m}); what it bounds is the engine's
 *     to say
 * @param evict whether items may go when memory is short; if not, storing fails with {@link
 *     EngineException.Kind#FULL} ({@code -M})
 */
public record EngineContext(EngineClock clock, int maxItemSize, long memoryLimit, boolean evict) {

  /** The machine's clock, values up to 1 MiB, 64 MiB of memory, eviction. */
  public static EngineContext defaults() {
    return new EngineContext(EngineClock.system(), 1 << 20, 64L << 20, true);
  }
}
