package dev.memotor.engine;

/**
 * Moments of expiry as engines see them: absolute UNIX seconds.
 *
 * <p>The protocols' rules (relative up to 30 days, negative is dead, unsigned in binary) end in the
 * server; an engine only compares an item's exptime with the clock. An item is expired from the
 * second its exptime names: {@code exptime <= now}.
 */
public final class Exptime {

  /** Never expires. */
  public static final long NEVER = 0;

  /** Long past: what is stored with it is dead on arrival. */
  public static final long DEAD = 1;

  /** The last moment that fits an item (the year 2106); later ones are cut to it. */
  public static final long MAX = 0xFFFF_FFFFL;

  /** In an operation: leave the exptime as it is. */
  public static final long NONE = -1;

  private Exptime() {}

  /** Whether an item with this exptime is gone at {@code now} (UNIX seconds). */
  public static boolean isExpired(long exptime, long now) {
    return exptime != NEVER && exptime <= now;
  }
}
