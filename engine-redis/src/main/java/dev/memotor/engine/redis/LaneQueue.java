package dev.memotor.engine.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * What waits in a lane: many threads put in, the lane's thread takes out as much as there is.
 * Bounded in number and in bytes; the lock is held for a few instructions only.
 */
final class LaneQueue {

  private static final long MOST_BYTES = 64L << 20;

  private final int mostCalls;
  private Queued head;
  private Queued tail;
  private int calls;
  private long bytes;
  private boolean idle;
  private boolean closed;

  LaneQueue(int mostCalls) {
    this.mostCalls = mostCalls;
  }

  /** What became of an offer. */
  enum Offer {
    ACCEPTED,
    FULL,
    CLOSED
  }

  /** Puts in a call, which the lane may not hear of before {@link #wake}. */
  synchronized Offer offer(RedisCommand call) {
    if (closed) {
      return Offer.CLOSED;
    }
    int weight = call.weight();
    // One that is larger than the bound must pass, too, if it is alone.
    if (calls >= mostCalls || (bytes + weight > MOST_BYTES && calls > 0)) {
      return Offer.FULL;
    }
    calls++;
    bytes += weight;
    append(call);
    return Offer.ACCEPTED;
  }

  /**
   * After the last call of a batch: a lane woken by the first would begin a round with it alone.
   */
  synchronized void wake() {
    if (idle && head != null) {
      idle = false;
      notifyAll();
    }
  }

  /** Puts in a task, which always finds room. Returns false after {@link #close}. */
  synchronized boolean offer(LaneTask task) {
    if (closed) {
      return false;
    }
    append(task);
    wake();
    return true;
  }

  /** Puts in a call of the engine's own, which always finds room. Returns false after close. */
  synchronized boolean offerUnbounded(RedisCommand call) {
    if (closed) {
      return false;
    }
    calls++;
    bytes += call.weight();
    append(call);
    wake();
    return true;
  }

  private void append(Queued queued) {
    if (tail == null) {
      head = queued;
    } else {
      tail.next = queued;
    }
    tail = queued;
  }

  /**
   * Takes calls out.
   *
   * @param into where they go, behind those that are there
   * @param most how many it may hold then
   * @param millis how long to wait if there is nothing at all to do
   * @return a task to run now, which happens only if {@code into} is empty; else null
   */
  synchronized LaneTask take(List<RedisCommand> into, int most, long millis)
      throws InterruptedException {
    if (head == null && into.isEmpty() && !closed && millis > 0) {
      idle = true;
      wait(millis);
      idle = false;
    }
    while (head instanceof RedisCommand call && into.size() < most) {
      removeHead();
      calls--;
      bytes -= call.weight();
      into.add(call);
    }
    if (into.isEmpty() && head instanceof LaneTask task) {
      removeHead();
      return task;
    }
    return null;
  }

  private void removeHead() {
    Queued first = head;
    head = first.next;
    first.next = null;
    if (head == null) {
      tail = null;
    }
  }

  /** Takes out and returns the calls that have waited too long. */
  synchronized List<RedisCommand> takeOverdue(long now) {
    List<RedisCommand> overdue = List.of();
    Queued previous = null;
    Queued queued = head;
    while (queued != null) {
      Queued following = queued.next;
      if (queued instanceof RedisCommand call) {
        if (!call.isOverdue(now)) {
          previous = queued;
          queued = following;
          continue;
        }
        if (overdue.isEmpty()) {
          overdue = new ArrayList<>();
        }
        overdue.add(call);
        calls--;
        bytes -= call.weight();
        if (previous == null) {
          head = following;
        } else {
          previous.next = following;
        }
        if (following == null) {
          tail = previous;
        }
        call.next = null;
      } else {
        previous = queued;
      }
      queued = following;
    }
    return overdue;
  }

  /** Takes out and returns everything. */
  synchronized List<Queued> takeAll() {
    List<Queued> all = new ArrayList<>();
    for (Queued queued = head; queued != null; queued = queued.next) {
      all.add(queued);
    }
    head = null;
    tail = null;
    calls = 0;
    bytes = 0;
    return all;
  }

  synchronized int size() {
    return calls;
  }

  /** Accepts nothing any more; what is inside can be taken out still. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosedAndEmpty() {
    return closed && head == null;
  }
}
