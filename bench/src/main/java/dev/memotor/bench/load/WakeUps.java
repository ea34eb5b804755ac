package dev.memotor.bench.load;

import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes a selector at a given moment, more precisely than the selector's own time-out, which counts
 * in milliseconds. A thread that sleeps costs less than a worker that spins, and takes no core from
 * the server; it is up to a tenth of a millisecond late, and the latency shows that.
 */
final class WakeUps implements AutoCloseable {

  private static final long NEVER = Long.MAX_VALUE;

  private final Selector selector;
  private final NanoClock clock;
  private final Thread thread;
  private final AtomicLong due = new AtomicLong(NEVER);
  private volatile boolean closed;

  WakeUps(Selector selector, NanoClock clock) {
    this.selector = selector;
    this.clock = clock;
    thread = new Thread(this::sleepAndWake, "bench-pacer");
    thread.setDaemon(true);
    thread.start();
  }

  /** The worker is about to wait, and has something to do then. */
  void at(long nanos) {
    long before = due.getAndSet(nanos);
    // A sleep that ends earlier looks again by itself.
    if (before == NEVER || nanos < before) {
      LockSupport.unpark(thread);
    }
  }

  /** The worker is awake. */
  void cancel() {
    due.set(NEVER);
  }

  private void sleepAndWake() {
    while (!closed) {
      long until = due.get();
      if (until == NEVER) {
        LockSupport.park(this);
        continue;
      }
      long left = until - clock.nanos();
      if (left > 0) {
        LockSupport.parkNanos(this, left);
      } else if (due.compareAndSet(until, NEVER)) {
        selector.wakeup();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
