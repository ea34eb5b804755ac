package dev.memotor.engine.fault;

import dev.memotor.engine.Key;
import dev.memotor.engine.support.DaemonThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Brings answers: at once, or later on a thread of its own. Those for one key keep their order.
 *
 * <p>What waits is bounded by what the server has under way, which waits for these very answers.
 */
final class Answers {

  private static final long CLOSE_MILLIS = 30_000;

  private final long delayNanos;
  private final Random shuffling;
  private final Thread thread;
  private final Deque<Answer> waiting = new ArrayDeque<>();
  private boolean closed;

  /**
   * An answer that is due at a moment of {@link System#nanoTime()}; without key, that of a flush.
   */
  private record Answer(Key key, long due, Runnable telling) {}

  Answers(Duration delay, boolean onThread, long seed) {
    this.delayNanos = delay.toNanos();
    this.shuffling = onThread ? new Random(seed) : null;
    this.thread =
        onThread || delayNanos > 0 ? DaemonThreads.create("fault-answers", this::work) : null;
    if (thread != null) {
      thread.start();
    }
  }

  void bring(Key key, Runnable telling) {
    if (thread == null || !queue(new Answer(key, System.nanoTime() + delayNanos, telling))) {
      telling.run();
    }
  }

  /** Whether the thread will bring it: at the end it may be gone already. */
  private boolean queue(Answer answer) {
    synchronized (waiting) {
      if (closed) {
        return false;
      }
      waiting.add(answer);
      waiting.notifyAll();
      return true;
    }
  }

  private void work() {
    try {
      List<Answer> due = takeDue();
      while (!due.isEmpty()) {
        for (Answer answer : shuffling == null ? due : inAnyOrder(due)) {
          tell(answer);
        }
        due = takeDue();
      }
    } catch (InterruptedException e) {
      // Nobody else knows this thread: somebody ends the whole process.
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(Answer answer) {
    try {
      answer.telling().run();
    } catch (RuntimeException e) {
      // The fault of whoever gets the answer; the others get theirs all the same.
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }

  /** Waits for answers that are due; returns none when there will be no more. */
  private List<Answer> takeDue() throws InterruptedException {
    synchronized (waiting) {
      while (true) {
        // They are due in the order in which they came.
        List<Answer> due = new ArrayList<>();
        long now = System.nanoTime();
        while (!waiting.isEmpty() && (closed || waiting.peek().due() - now <= 0)) {
          due.add(waiting.poll());
        }
        if (!due.isEmpty() || closed) {
          return due;
        }
        if (waiting.isEmpty()) {
          waiting.wait();
        } else {
          long nanos = waiting.peek().due() - now;
          waiting.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
        }
      }
    }
  }

  /** Shuffles whose turn it is; what each key's turn brings is the oldest of its answers. */
  private List<Answer> inAnyOrder(List<Answer> due) {
    Map<Key, Deque<Answer>> ofKeys = new HashMap<>();
    List<Key> turns = new ArrayList<>();
    for (Answer answer : due) {
      ofKeys.computeIfAbsent(answer.key(), key -> new ArrayDeque<>()).add(answer);
      turns.add(answer.key());
    }
    Collections.shuffle(turns, shuffling);
    return turns.stream().map(key -> ofKeys.get(key).poll()).toList();
  }

  /** Brings all that wait, without further delay. */
  void close() {
    if (thread == null) {
      return;
    }
    synchronized (waiting) {
      closed = true;
      waiting.notifyAll();
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
