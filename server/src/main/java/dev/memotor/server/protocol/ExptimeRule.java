package dev.memotor.server.protocol;

import dev.memotor.engine.Exptime;

/** How a client's exptime becomes a moment. */
public final class ExptimeRule {

  private static final long RELATIVE_MAX_SECONDS = 60L * 60 * 24 * 30;

  private ExptimeRule() {}

  /**
   * 0 is never, negative is dead already, up to 30 days counts from now, more is a UNIX date.
   *
   * @param now UNIX seconds
   */
  public static long toAbsolute(long exptime, long now) {
    if (exptime == 0) {
      return Exptime.NEVER;
    }
    if (exptime < 0) {
      return Exptime.DEAD;
    }
    return exptime <= RELATIVE_MAX_SECONDS ? now + exptime : Math.min(exptime, Exptime.MAX);
  }
}
