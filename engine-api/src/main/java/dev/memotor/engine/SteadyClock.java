package dev.memotor.engine;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock that begins with the wall clock's time and then counts steadily, as memcached's does: a
 * step of the wall clock, by NTP or by hand, ends no item early and prolongs none. From where it is
 * it follows the wall clock at no more than one part in 2000, the rate at which kernels slew, so
 * that drift never adds up and the effect of a step is undone in the long run.
 *
 * <p>It counts on {@link System#nanoTime}, which stands still while the machine is suspended.
 *
 * <p>Where the machine has a boot id, {@link #mark} and {@link #resume} carry the count over a
 * restart of the process: what was stored before it has the rest of its lifetime, whatever the wall
 * clock did meanwhile. After a restart of the machine the wall clock counts anew.
 */
final class SteadyClock implements EngineClock {

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SAMPLE_NANOS = SECOND_NANOS;
  private static final long SLEW = 2000;

  /** A kept count that is further from the wall clock began before that clock was set. */
  private static final long MOST_APART_NANOS = TimeUnit.DAYS.toNanos(30);

  /** A mark that is less precise than this is replaced. */
  private static final long MARK_NANOS = SECOND_NANOS;

  private final LongSupplier nanoTime;
  private final LongSupplier wallMillis;
  private final String boot;

  /** What to add to {@link #nanoTime} to get the time since 1970. */
  private volatile long offset;

  private volatile long sampledAt;
  private long markedOffset;
  private @Nullable String mark;

  /**
   * Makes a clock.
   *
   * @param boot names this run of the machine; empty if that is not known
   */
  SteadyClock(LongSupplier nanoTime, LongSupplier wallMillis, String boot) {
    this.nanoTime = nanoTime;
    this.wallMillis = wallMillis;
    this.boot = boot;
    this.sampledAt = nanoTime.getAsLong();
    this.offset = wallNanos() - sampledAt;
  }

  static SteadyClock ofMachine() {
    return new SteadyClock(System::nanoTime, System::currentTimeMillis, BootId.current());
  }

  @Override
  public long now() {
    long nanos = nanoTime.getAsLong();
    if (nanos - sampledAt >= SAMPLE_NANOS) {
      follow(nanos);
    }
    return TimeUnit.NANOSECONDS.toSeconds(nanos + offset);
  }

  private synchronized void follow(long nanos) {
    long passed = nanos - sampledAt;
    if (passed >= SAMPLE_NANOS) {
      long most = passed / SLEW;
      long time = nanos + offset;
      long step = Math.max(-most, Math.min(most, wallNanos() - time));
      if (step > -SECOND_NANOS && Math.floorMod(time, SECOND_NANOS) + step < 0) {
        // The second that has just begun must not end again: the step is made a little later. A
        // larger one follows a long pause, before which this second was never seen.
        return;
      }
      offset += step;
      sampledAt = nanos;
    }
  }

  @Override
  public synchronized String mark() {
    if (boot.isEmpty()) {
      return "";
    }
    if (mark == null || Math.abs(offset - markedOffset) >= MARK_NANOS) {
      markedOffset = offset;
      mark = boot + " " + offset;
    }
    return mark;
  }

  @Override
  public synchronized void resume(String kept) {
    int space = kept.indexOf(' ');
    if (boot.isEmpty() || space < 0 || !kept.substring(0, space).equals(boot)) {
      return;
    }
    long keptOffset;
    try {
      keptOffset = Long.parseLong(kept.substring(space + 1));
    } catch (NumberFormatException e) {
      // Not one of ours: ignored.
      return;
    }
    long apart = wallNanos() - (nanoTime.getAsLong() + keptOffset);
    if (Math.abs(apart) <= MOST_APART_NANOS) {
      offset = keptOffset;
    }
  }

  private long wallNanos() {
    return TimeUnit.MILLISECONDS.toNanos(wallMillis.getAsLong());
  }
}
