package dev.memotor.engine.support;

import dev.memotor.engine.Key;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks on equal keys one at a time and in order, without a thread per key.
 *
 * <p>Each key belongs to one of a fixed number of lanes. A lane is either free or busy; while it is
 * busy, further tasks wait in its queue. The executor drains the queue, so that a caller that must
 * not wait never runs the tasks of others.
 *
 * <p>There are two ways in: {@link #submit} always goes through the executor; {@link #tryEnter}
 * lets the caller run a short task itself if the lane is free. No method waits.
 */
public final class KeyLanes {

  private final Lane[] lanes;
  private final Executor executor;
  private final Object barrierOrder = new Object();

  /**
   * Creates the lanes.
   *
   * @param count the number of lanes, rounded up to a power of two
   * @param executor runs queued tasks; must not reject any while tasks are submitted
   */
  public KeyLanes(int count, Executor executor) {
    lanes = new Lane[count <= 1 ? 1 : Integer.highestOneBit(count - 1) << 1];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane();
    }
    this.executor = Objects.requireNonNull(executor, "executor");
  }

  /**
   * Returns whether the key's lane is busy. If it is not, everything that this thread submitted to
   * it earlier has been done.
   */
  public boolean isBusy(Key key) {
    return lane(key).busy;
  }

  /**
   * Tries to enter the key's lane. If that succeeds, the caller must run its task without waiting
   * and then call {@link #exit} or {@link #handOver}.
   */
  public boolean tryEnter(Key key) {
    return lane(key).tryEnter();
  }

  /** Leaves the lane that {@link #tryEnter} entered. */
  public void exit(Key key) {
    runNext(lane(key));
  }

  /**
   * Hands the lane that {@link #tryEnter} entered over to a task, which the executor runs before
   * all queued ones.
   */
  public void handOver(Key key, Runnable task) {
    Lane lane = lane(key);
    executor.execute(() -> work(lane, task));
  }

  /** Runs a task on the executor, after all tasks submitted to the key's lane earlier. */
  public void submit(Key key, Runnable task) {
    Lane lane = lane(key);
    if (lane.enterOrQueue(task)) {
      executor.execute(() -> work(lane, task));
    }
  }

  /**
   * Runs a task on the executor while no lane is in use: after everything submitted to any lane
   * earlier, and before everything submitted later.
   */
  public void submitBarrier(Runnable task) {
    AtomicInteger missing = new AtomicInteger(lanes.length);
    Gate gate =
        () -> {
          if (missing.decrementAndGet() == 0) {
            executor.execute(() -> runAlone(task));
          }
        };
    // Two barriers queued in different orders in two lanes would wait for each other forever.
    synchronized (barrierOrder) {
      for (Lane lane : lanes) {
        if (lane.enterOrQueue(gate)) {
          gate.run();
        }
      }
    }
  }

  private void runAlone(Runnable task) {
    try {
      task.run();
    } finally {
      for (Lane lane : lanes) {
        runNext(lane);
      }
    }
  }

  private void runNext(Lane lane) {
    Runnable next = lane.nextOrFree();
    if (next != null) {
      executor.execute(() -> work(lane, next));
    }
  }

  private void work(Lane lane, Runnable first) {
    Runnable task = first;
    while (task != null) {
      if (task instanceof Gate) {
        // The lane stays busy until the barrier's task is done.
        task.run();
        return;
      }
      try {
        task.run();
      } catch (Throwable t) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, t);
      }
      task = lane.nextOrFree();
    }
  }

  private Lane lane(Key key) {
    int hash = key.hashCode();
    return lanes[(hash ^ (hash >>> 15)) & (lanes.length - 1)];
  }

  /** Holds a lane until a barrier's task is done. */
  @FunctionalInterface
  private interface Gate extends Runnable {}

  private static final class Lane {

    private final ArrayDeque<Runnable> queue = new ArrayDeque<>(0);
    volatile boolean busy;

    synchronized boolean tryEnter() {
      if (busy) {
        return false;
      }
      busy = true;
      return true;
    }

    synchronized boolean enterOrQueue(Runnable task) {
      if (busy) {
        queue.add(task);
        return false;
      }
      busy = true;
      return true;
    }

    synchronized Runnable nextOrFree() {
      Runnable next = queue.poll();
      if (next == null) {
        busy = false;
      }
      return next;
    }
  }
}
