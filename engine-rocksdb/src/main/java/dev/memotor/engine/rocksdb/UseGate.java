package dev.memotor.engine.rocksdb;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps native handles open while they are used: users enter and leave; an owner that needs
 * exclusive access shuts the gate and waits until the last user has left.
 *
 * <p>Users never wait. They are counted in cells on separate cache lines, so that event loops do
 * not slow each other down.
 */
final class UseGate {

  private static final int CELLS = 32;
  private static final int STRIDE = 16;

  private final AtomicLongArray inside = new AtomicLongArray(CELLS * STRIDE);
  private volatile boolean shut;

  /** Tries to enter; if the gate is open, the caller must call {@link #leave}. */
  boolean enter() {
    int cell = cell();
    inside.incrementAndGet(cell);
    if (shut) {
      inside.decrementAndGet(cell);
      return false;
    }
    return true;
  }

  /** Leaves; called on the thread that entered. */
  void leave() {
    inside.decrementAndGet(cell());
  }

  /** Shuts the gate, and waits until nobody is inside. */
  void shut() {
    shut = true;
    while (isInUse()) {
      LockSupport.parkNanos(50_000);
    }
  }

  boolean isShut() {
    return shut;
  }

  void open() {
    shut = false;
  }

  private boolean isInUse() {
    for (int i = 0; i < CELLS; i++) {
      if (inside.get(i * STRIDE) != 0) {
        return true;
      }
    }
    return false;
  }

  private static int cell() {
    return (int) (Thread.currentThread().getId() & (CELLS - 1)) * STRIDE;
  }
}
