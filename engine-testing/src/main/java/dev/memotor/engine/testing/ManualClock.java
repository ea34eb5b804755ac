package dev.memotor.engine.testing;

import dev.memotor.engine.EngineClock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements EngineClock {

  private final AtomicLong seconds;
  private final List<String> resumed = new CopyOnWriteArrayList<>();
  private volatile String mark = "";

  /** Makes a clock that shows {@code start} (UNIX seconds). */
  public ManualClock(long start) {
    seconds = new AtomicLong(start);
  }

  /** Makes a clock that was stopped just now. */
  public static ManualClock stoppedNow() {
    return new ManualClock(EngineClock.system().now());
  }

  @Override
  public long now() {
    return seconds.get();
  }

  /** Moves the clock forward; backward if negative. */
  public void advance(long by) {
    seconds.addAndGet(by);
  }

  @Override
  public String mark() {
    return mark;
  }

  /** Sets the mark that an engine keeps with its items. */
  public ManualClock withMark(String newMark) {
    mark = newMark;
    return this;
  }

  @Override
  public void resume(String kept) {
    resumed.add(kept);
  }

  /** Returns the marks that engines have resumed from. */
  public List<String> resumed() {
    return List.copyOf(resumed);
  }
}
