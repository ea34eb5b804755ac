package dev.memotor.engine.redis;

/**
 * The clock of a lane's deadlines. Large values may take longer than small ones: for each byte
 * transferred, the clock is set back by the time that a byte may take, so that everything waiting
 * in the lane gets that time on top of its timeout. With a Redis that hangs, nothing is
 * transferred.
 *
 * <p>The lane's thread counts; others only read.
 */
final class LaneClock {

  /** The slowest transfer that is waited for is 10 MB a second. */
  private static final long NANOS_PER_BYTE = 100;

  /** These bytes of each command and reply do not count: for ordinary values, the timeout holds. */
  private static final int FREE_BYTES = 1 << 20;

  private long bytes;
  private long counted;
  private volatile long allowed;

  /** Returns the time now. */
  long now() {
    return at(System.nanoTime());
  }

  /** Returns the time for a value just read from {@link System#nanoTime()}. */
  long at(long nanoTime) {
    return nanoTime - allowed;
  }

  /** Returns how far the clock has been set back in total. */
  long allowed() {
    return allowed;
  }

  /** Begins another command or reply. */
  void begin() {
    bytes = 0;
  }

  /** Counts transferred bytes of the command or the reply. */
  void moved(int count) {
    long before = Math.max(bytes, FREE_BYTES);
    bytes += count;
    if (bytes > before) {
      counted += (bytes - before) * NANOS_PER_BYTE;
      allowed = counted;
    }
  }
}
