package dev.memotor.engine.testing;

import dev.memotor.engine.EngineClock;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements EngineClock {

  private final AtomicLong seconds;

  /** A clock that shows {@code start} (UNIX seconds). */
  public ManualClock(long start) {
    seconds = new AtomicLong(start);
  }

  /** A clock that was stopped just now. */
  public static ManualClock stoppedNow() {
    return new ManualClock(EngineClock.system().now());
  }

  @Override
  public long now() {
    return seconds.get();
  }

  /** Moves the clock on. */
  public void advance(long by) {
    seconds.addAndGet(by);
  }
}
