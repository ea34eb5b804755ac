package dev.memotor.server.protocol;

import dev.memotor.engine.Exptime;

/** Turns a client's exptime into an absolute time. */
public final class ExptimeRule {

  private static final long RELATIVE_MAX_SECONDS = 60L * 60 * 24 * 30;

  private ExptimeRule() {}

  /**
   * Returns UNIX seconds: 0 is never, negative is already expired, up to 30 days is relative to
   * now, more is absolute.
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
