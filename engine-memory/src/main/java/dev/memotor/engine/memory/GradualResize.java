package dev.memotor.engine.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy;
import java.util.function.LongSupplier;

/** Sets a new bound in small steps, as an eviction holds the lock that writers may need. */
final class GradualResize implements Runnable {

  private static final int STEPS = 128;
  private static final long SMALLEST_STEP = 1 << 20;

  private final Cache<?, ?> cache;
  private final long from;
  private final long to;
  private final LongSupplier newest;
  private final Upkeep upkeep;

  /**
   * A resize to be run by the upkeep thread.
   *
   * @param from what is held now, or {@code to} if that is more
   * @param newest the bound to end with: another resize may have come since
   */
  GradualResize(Cache<?, ?> cache, long from, long to, LongSupplier newest, Upkeep upkeep) {
    this.cache = cache;
    this.from = from;
    this.to = to;
    this.newest = newest;
    this.upkeep = upkeep;
  }

  @Override
  public void run() {
    cache.policy().eviction().ifPresent(this::run);
  }

  private void run(Policy.Eviction<?, ?> eviction) {
    long step = Math.max((from - to) / STEPS, SMALLEST_STEP);
    for (long bound = from - step; bound > to && !upkeep.isStopped(); bound -= step) {
      eviction.setMaximum(bound);
      cache.cleanUp();
    }
    eviction.setMaximum(newest.getAsLong());
  }
}
