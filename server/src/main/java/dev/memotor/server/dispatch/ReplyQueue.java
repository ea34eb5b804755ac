package dev.memotor.server.dispatch;

import dev.memotor.server.buffer.ReplyBuffer;

/**
 * The unanswered requests of one connection, in the order in which they came; replies leave in that
 * order, whatever order the engine finishes them in.
 */
public final class ReplyQueue {

  private final int connection;
  private final ReplyBudget budget;
  private final Runnable onTurnEnd;
  private Request head;
  private Request tail;
  private int size;
  private long valueBytes;
  private long heldBytes;
  private boolean closed;

  /** Whether the turn knows already that this connection has something to do at its end. */
  boolean marked;

  /**
   * An empty queue.
   *
   * @param connection a number of its own
   * @param budget of the values that wait to be sent
   * @param onTurnEnd called at the end of each turn in which requests came or were finished
   */
  public ReplyQueue(int connection, ReplyBudget budget, Runnable onTurnEnd) {
    this.connection = connection;
    this.budget = budget;
    this.onTurnEnd = onTurnEnd;
  }

  void add(Request request) {
    request.queue = this;
    if (tail == null) {
      head = request;
    } else {
      tail.next = request;
    }
    tail = request;
    size++;
  }

  void addOperation(Request request) {
    add(request);
    valueBytes += request.valueLength();
  }

  /** The request has its outcome: the engine needs its value no more. */
  void ended(Request request) {
    valueBytes -= request.valueLength();
    if (!closed) {
      heldBytes += budget.hold(request.resultLength());
    }
    request.runAfterEnd();
  }

  void turnEnded() {
    marked = false;
    onTurnEnd.run();
    if (head != null && !head.isDone() && !head.headReached) {
      head.headReached = true;
      head.reachedHead();
    }
  }

  int connection() {
    return connection;
  }

  /** How many requests have not been answered. */
  public int size() {
    return size;
  }

  /** Bytes of the values that the engine has been handed and has not dealt with. */
  public long valueBytes() {
    return valueBytes;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Whether the next reply can be written. */
  public boolean isReady() {
    return head != null && head.isDone();
  }

  /** Answers finished requests up to the first unfinished one, or until the buffer has enough. */
  public void writeReplies(ReplyBuffer out, long enough) {
    while (head != null && head.isDone() && out.size() < enough) {
      Request request = head;
      head = request.next;
      if (head == null) {
        tail = null;
      }
      request.next = null;
      size--;
      request.answer(out);
    }
    if (heldBytes != 0) {
      releaseHeld();
    }
  }

  /** Recounts what the finished requests hold; few do, and only for large values. */
  private void releaseHeld() {
    long left = 0;
    for (Request request = head; request != null; request = request.next) {
      left += request.isDone() ? ReplyBudget.counted(request.resultLength()) : 0;
    }
    budget.release(heldBytes - left);
    heldBytes = left;
  }

  /** Nobody reads the replies any more. */
  public void close() {
    closed = true;
    budget.release(heldBytes);
    heldBytes = 0;
  }
}
