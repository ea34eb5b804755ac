package dev.memotor.server.dispatch;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Operation;
import dev.memotor.server.buffer.ReplyBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The unanswered requests of one connection, in order of arrival; replies leave in that order,
 * whatever order the engine finishes them in.
 */
public final class ReplyQueue {

  private final int connection;

  /** Memory of a request besides its value: itself, its operation, its key and its result. */
  private static final int REQUEST_BYTES = 512;

  /**
   * Bytes that a client may leave unread even if others have spent the budget, so that clients that
   * read their replies are served next to those that do not.
   */
  private static final int FAIR_SHARE = 4096;

  private final ByteBudget.Share input;
  private final ByteBudget.Share output;
  private final Runnable onTurnEnd;
  private @Nullable Request head;
  private @Nullable Request tail;

  /** The first request that watching clients have not been notified of; null if there is none. */
  private @Nullable Request unwatched;

  private int size;
  private long valueBytes;
  private long resultBytes;

  /** Bytes of values that the loop has not picked up yet. */
  private final AtomicLong inFlight = new AtomicLong();

  private boolean closed;

  /** Whether the turn will wake this connection at its end. */
  boolean scheduled;

  /**
   * Creates an empty queue.
   *
   * @param input budget of requests that the engine has not finished
   * @param output budget of replies that have not been sent
   * @param onTurnEnd called at the end of each turn in which requests arrived or finished
   */
  public ReplyQueue(
      int connection, ByteBudget.Share input, ByteBudget.Share output, Runnable onTurnEnd) {
    this.connection = connection;
    this.input = input;
    this.output = output;
    this.onTurnEnd = onTurnEnd;
  }

  void add(Request request) {
    request.queue = this;
    if (!closed) {
      request.counted = true;
      input.add(REQUEST_BYTES);
    }
    if (tail == null) {
      head = request;
    } else {
      tail.next = request;
    }
    tail = request;
    if (unwatched == null) {
      unwatched = request;
    }
    size++;
  }

  void addOperation(Request request) {
    add(request);
    valueBytes += request.valueLength();
  }

  /** Releases the value of a finished request and counts its result instead. */
  void ended(Request request) {
    valueBytes -= request.valueLength();
    input.give(request.inputLength());
    if (!closed) {
      resultBytes += request.resultLength();
      output.add(request.resultLength());
    } else {
      forget(request);
    }
  }

  /**
   * Returns whether there is no memory for another value in flight to the client; on any thread,
   * which may see slightly old figures.
   */
  boolean isOutOfMemoryFor(long bytes) {
    return output.isFarOverdrawn() && resultBytes + inFlight.get() + bytes > FAIR_SHARE;
  }

  /** Ends an operation that the engine never sees. */
  void refused(Operation operation) {
    input.give(Request.inputLength(operation));
    Landing landing = Landing.of(operation);
    if (landing != null) {
      landing.abandon();
    }
  }

  /** Fails a request whose result has been counted. */
  void failInstead(Request request, EngineException failure) {
    int length = request.resultLength();
    resultBytes -= length;
    output.give(length);
    request.failInstead(failure);
  }

  /** Counts a value until the loop picks it up; on any thread. */
  void valueInFlight(long bytes) {
    inFlight.addAndGet(bytes);
    output.addInFlight(bytes);
  }

  /** Stops counting a value that the loop has picked up. */
  void valueArrived(long bytes) {
    inFlight.addAndGet(-bytes);
    output.giveInFlight(bytes);
  }

  /** Marks the outcome as reported to watching clients. */
  void watched(Request request) {
    if (closed) {
      request.dropResult();
    }
  }

  private void forget(Request request) {
    if (request.counted) {
      request.counted = false;
      input.give(REQUEST_BYTES);
    }
  }

  /**
   * Returns the next request to report to watching clients, in the order of the requests; null if
   * it has not ended yet.
   */
  @Nullable Request nextToWatch() {
    Request next = unwatched;
    if (next == null || !next.isDone()) {
      return null;
    }
    unwatched = next.next;
    return next;
  }

  void turnEnded() {
    scheduled = false;
    onTurnEnd.run();
    if (head != null && !head.isDone() && !head.headReached) {
      head.headReached = true;
      head.reachedHead();
    }
  }

  int connection() {
    return connection;
  }

  public int size() {
    return size;
  }

  /** Returns the bytes of values that the engine has not processed yet. */
  public long valueBytes() {
    return valueBytes;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public boolean isReady() {
    return head != null && head.isDone();
  }

  /**
   * Answers finished requests up to the first unfinished one, or until the buffer is full enough.
   */
  public void writeReplies(ReplyBuffer out, long enough) {
    while (head != null && head.isDone() && out.size() < enough) {
      Request request = head;
      head = request.next;
      if (head == null) {
        tail = null;
      }
      if (unwatched == request) {
        unwatched = head;
      }
      request.next = null;
      size--;
      forget(request);
      long result = request.resultLength();
      try {
        request.answer(out);
      } finally {
        request.dropResult();
        resultBytes -= result;
        output.give(result);
      }
    }
  }

  /** Frees what is kept for a client that no longer reads replies. */
  public void close() {
    closed = true;
    output.give(resultBytes);
    resultBytes = 0;
    for (@Nullable Request request = head; request != null; request = request.next) {
      // The others are still with the engine.
      if (request.isDone()) {
        forget(request);
        request.dropResult();
      }
    }
  }
}
