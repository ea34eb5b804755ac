package dev.memotor.engine.support;

import dev.memotor.engine.Key;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps tasks on equal keys one at a time and in order, without a thread for each.
 *
 * <p>Each key belongs to one of a fixed number of lanes. A lane is free, or somebody is in it; who
 * comes then waits in the lane's queue. The queue is worked off by the executor, so that a caller
 * that must not wait never works for others.
 *
 * <p>Two ways in: {@link #submit} always goes through the executor; {@link #tryEnter} lets the
 * caller itself do a short task at once, if the lane is free. No method waits.
 */
public final class KeyLanes {

  private final Lane[] lanes;
  private final Executor executor;
  private final Object barrierOrder = new Object();

  /**
   * Makes the lanes.
   *
   * @param count how many, rounded up to a power of two
   * @param executor runs queued tasks; must not reject one while tasks are submitted
   */
  public KeyLanes(int count, Executor executor) {
    lanes = new Lane[count <= 1 ? 1 : Integer.highestOneBit(count - 1) << 1];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane();
    }
    this.executor = Objects.requireNonNull(executor, "executor");
  }

  /**
   * Whether somebody is in the key's lane. If not, then everything that this thread submitted there
   * before has been done.
   */
  public boolean isBusy(Key key) {
    return lane(key).busy;
  }

  /**
   * Enters the key's lane if it is free. Whoever got in does its task without waiting and then
   * calls {@link #exit} or {@link #handOver}.
   */
  public boolean tryEnter(Key key) {
    return lane(key).tryEnter();
  }

  /** Leaves the lane that {@link #tryEnter} entered. */
  public void exit(Key key) {
    goOn(lane(key));
  }

  /**
   * Leaves the lane that {@link #tryEnter} entered to a task that the executor runs before
   * everything queued.
   */
  public void handOver(Key key, Runnable task) {
    Lane lane = lane(key);
    executor.execute(() -> work(lane, task));
  }

  /** Runs a task with the executor after all tasks submitted to the key's lane before. */
  public void submit(Key key, Runnable task) {
    Lane lane = lane(key);
    if (lane.enterOrQueue(task)) {
      executor.execute(() -> work(lane, task));
    }
  }

  /**
   * Runs a task with the executor, alone: after everything submitted before to any lane, and before
   * everything submitted later.
   */
  public void submitBarrier(Runnable task) {
    AtomicInteger missing = new AtomicInteger(lanes.length);
    Gate gate =
        () -> {
          if (missing.decrementAndGet() == 0) {
            executor.execute(() -> runAlone(task));
          }
        };
    // Two barriers that met in different orders in two lanes would wait for each other for ever.
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
        goOn(lane);
      }
    }
  }

  private void goOn(Lane lane) {
    Runnable next = lane.nextOrFree();
    if (next != null) {
      executor.execute(() -> work(lane, next));
    }
  }

  private void work(Lane lane, Runnable first) {
    Runnable task = first;
    while (task != null) {
      if (task instanceof Gate) {
        // The lane stays taken until the barrier's task is done.
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

  /** Stops a lane until a barrier's task is done. */
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
