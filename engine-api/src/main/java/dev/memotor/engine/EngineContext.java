package dev.memotor.engine;

/** What the server lends to an engine while it is open. Immutable. */
public final class EngineContext {

  private static final EngineContext DEFAULTS =
      new EngineContext(EngineClock.system(), 1 << 20, 64L << 20, true);

  private final EngineClock clock;
  private final int maxItemSize;
  private final long memoryLimit;
  private final boolean evict;

  private EngineContext(EngineClock clock, int maxItemSize, long memoryLimit, boolean evict) {
    this.clock = clock;
    this.maxItemSize = maxItemSize;
    this.memoryLimit = memoryLimit;
    this.evict = evict;
  }

  /** Returns the system clock, values up to 1 MiB, 64 MiB of memory, eviction. */
  public static EngineContext defaults() {
    return DEFAULTS;
  }

  /** Returns the only source of time for expiry. */
  public EngineClock clock() {
    return clock;
  }

  /** Returns the longest value that is ever stored, in bytes. */
  public int maxItemSize() {
    return maxItemSize;
  }

  /**
   * Returns the bytes that items may take in RAM ({@code -m}); the engine decides what it bounds.
   */
  public long memoryLimit() {
    return memoryLimit;
  }

  /**
   * Returns whether items may be evicted when memory is short; if not, storing fails with {@link
   * EngineException.Kind#FULL} ({@code -M}).
   */
  public boolean evict() {
    return evict;
  }

  public EngineContext withClock(EngineClock other) {
    return new EngineContext(other, maxItemSize, memoryLimit, evict);
  }

  public EngineContext withMaxItemSize(int bytes) {
    return new EngineContext(clock, bytes, memoryLimit, evict);
  }

  public EngineContext withMemoryLimit(long bytes) {
    return new EngineContext(clock, maxItemSize, bytes, evict);
  }

  public EngineContext withEvict(boolean allowed) {
    return new EngineContext(clock, maxItemSize, memoryLimit, allowed);
  }
}
