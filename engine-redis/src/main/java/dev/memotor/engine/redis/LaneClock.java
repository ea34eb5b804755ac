package dev.memotor.engine.redis;

/**
 * The time by which a lane's operations are due. Large values may take longer than small ones: for
 * each byte that moves, the clock is set back by what a byte may take, so that whatever waits in
 * the lane gets that time on top of its timeout. A Redis that is stuck moves nothing.
 *
 * <p>The lane's thread counts, others only read.
 */
final class LaneClock {

  /** 10 MB a second is the slowest that is waited for. */
  private static final long NANOS_PER_BYTE = 100;

  /** Bytes of each command and reply that do not count: ordinary values keep to the timeout. */
  private static final int FREE_BYTES = 1 << 20;

  private long bytes;
  private long counted;
  private volatile long allowed;

  /** The time now. */
  long now() {
    return at(System.nanoTime());
  }

  /** The time at a moment that has just been read from {@link System#nanoTime()}. */
  long at(long nanoTime) {
    return nanoTime - allowed;
  }

  /** How far the clock has been set back in all. */
  long allowed() {
    return allowed;
  }

  /** Another command is written, or another reply read. */
  void begin() {
    bytes = 0;
  }

  /** Bytes of the command or the reply have moved. */
  void moved(int count) {
    long before = Math.max(bytes, FREE_BYTES);
    bytes += count;
    if (bytes > before) {
      counted += (bytes - before) * NANOS_PER_BYTE;
      allowed = counted;
    }
  }
}
