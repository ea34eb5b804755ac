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
import org.jspecify.annotations.Nullable;

/**
 * Delivers answers, either at once or later on a separate thread. Answers for the same key keep
 * their order.
 *
 * <p>The queue is bounded by the operations that the server has in flight, which wait for these
 * answers.
 */
final class Answers {

  private static final long CLOSE_MILLIS = 30_000;

  private final long delayNanos;
  private final @Nullable Random shuffling;
  private final @Nullable Thread thread;
  private final Deque<Answer> queued = new ArrayDeque<>();
  private boolean closed;

  /** An answer that is due at a {@link System#nanoTime()}; one without a key is that of a flush. */
  private record Answer(@Nullable Key key, long due, Runnable delivery) {}

  Answers(Duration delay, boolean onThread, long seed) {
    this.delayNanos = delay.toNanos();
    this.shuffling = onThread ? new Random(seed) : null;
    this.thread =
        onThread || delayNanos > 0 ? DaemonThreads.create("fault-answers", this::work) : null;
    if (thread != null) {
      thread.start();
    }
  }

  void deliver(@Nullable Key key, Runnable delivery) {
    if (thread == null || !queue(new Answer(key, System.nanoTime() + delayNanos, delivery))) {
      delivery.run();
    }
  }

  /** Queues an answer; returns false if the thread has ended. */
  private boolean queue(Answer answer) {
    synchronized (queued) {
      if (closed) {
        return false;
      }
      queued.add(answer);
      queued.notifyAll();
      return true;
    }
  }

  private void work() {
    try {
      List<Answer> due = takeDue();
      while (!due.isEmpty()) {
        for (Answer answer : shuffling == null ? due : inAnyOrder(due, shuffling)) {
          run(answer);
        }
        due = takeDue();
      }
    } catch (InterruptedException e) {
      // Only the end of the process interrupts this thread.
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Answer answer) {
    try {
      answer.delivery().run();
    } catch (RuntimeException e) {
      // The receiver's failure must not keep others from their answers.
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }

  /** Waits for answers that are due; returns none once there will be no more. */
  private List<Answer> takeDue() throws InterruptedException {
    synchronized (queued) {
      while (true) {
        // Answers are due in the order in which they were queued.
        List<Answer> due = new ArrayList<>();
        long now = System.nanoTime();
        while (!queued.isEmpty() && (closed || queued.peek().due() - now <= 0)) {
          due.add(queued.poll());
        }
        if (!due.isEmpty() || closed) {
          return due;
        }
        if (queued.isEmpty()) {
          queued.wait();
        } else {
          long nanos = queued.peek().due() - now;
          queued.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
        }
      }
    }
  }

  /** Shuffles the keys of the answers; each turn of a key delivers its oldest answer. */
  private List<Answer> inAnyOrder(List<Answer> due, Random shuffling) {
    Map<Key, Deque<Answer>> byKey = new HashMap<>();
    List<Deque<Answer>> turns = new ArrayList<>();
    for (Answer answer : due) {
      Deque<Answer> ofKey = byKey.computeIfAbsent(answer.key(), key -> new ArrayDeque<>());
      ofKey.add(answer);
      turns.add(ofKey);
    }
    Collections.shuffle(turns, shuffling);
    return turns.stream().map(Deque::poll).toList();
  }

  /** Delivers all queued answers without further delay. */
  void close() {
    if (thread == null) {
      return;
    }
    synchronized (queued) {
      closed = true;
      queued.notifyAll();
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
