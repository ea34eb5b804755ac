package dev.memotor.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held for nanoseconds, often, and by several threads: waiting for a monitor would
 * take longer than what it guards. To be extended by what it guards; not reentrant.
 */
abstract class SpinLock {

  private static final int SPINS = 100;
  private static final int YIELDS = 100;
  private static final long PAUSE_NANOS = 50_000;
  private static final VarHandle LOCKED;

  static {
    try {
      LOCKED = MethodHandles.lookup().findVarHandle(SpinLock.class, "locked", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile boolean locked;

  final void lock() {
    if (!LOCKED.compareAndSet(this, false, true)) {
      waitForLock();
    }
  }

  private void waitForLock() {
    int attempts = 0;
    do {
      attempts++;
      if (attempts < SPINS) {
        Thread.onSpinWait();
      } else if (attempts < SPINS + YIELDS) {
        // The owner may wait for this processor.
        Thread.yield();
      } else {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    } while (locked || !LOCKED.compareAndSet(this, false, true));
  }

  final void unlock() {
    LOCKED.setRelease(this, false);
  }
}
