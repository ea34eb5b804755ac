package dev.memotor.engine.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do in their own time. */
final class Eventually {

  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(90);

  private Eventually() {}

  static void holds(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + MOST_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("still not so: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
