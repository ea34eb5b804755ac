package dev.memotor.server.dispatch;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;

/**
 * One thing to be answered on a connection: at most one operation for the engine, and the plan of
 * its reply, which only the protocol that made it knows. Used by its event loop's thread alone.
 */
public abstract class Request {

  private Operation operation;
  private Result result;
  private EngineException failure;
  private boolean done;
  private boolean refused;

  /** Whether {@link #reachedHead} has been called. */
  boolean headReached;

  /** Whether its queue has counted its memory. */
  boolean counted;

  /** The next request of the same connection. */
  Request next;

  /** The queue in which this request waits for its turn to be answered. */
  ReplyQueue queue;

  /**
   * Appends the reply, if there is one. Called once, after all earlier requests of the connection
   * have been answered.
   *
   * @param out holds the replies of this connection only
   */
  protected abstract void writeReply(ReplyBuffer out);

  /**
   * Appends the reply to an operation that the client's user may not do; instead of {@link
   * #writeReply}.
   */
  protected void writeRefusal(ReplyBuffer out) {}

  /** All earlier requests have been answered, and this one waits for its outcome. Called once. */
  protected void reachedHead() {}

  /** Returns whether the outcome goes into the command counters. */
  protected boolean isCounted() {
    return true;
  }

  /** Returns whether it came as a meta command, which watchers are shown. */
  protected boolean isMeta() {
    return false;
  }

  protected final Operation operation() {
    return operation;
  }

  /** Returns the outcome; null if the request has no operation or the operation failed. */
  protected final Result result() {
    return result;
  }

  /** Returns why the operation failed, or null. */
  protected final EngineException failure() {
    return failure;
  }

  /** Returns the length of the value that the operation carries. */
  final int valueLength() {
    return operation == null ? 0 : operation.valueLength();
  }

  /** Returns the length of the value that the outcome carries. */
  final int resultLength() {
    return resultLength(result);
  }

  static int resultLength(Result outcome) {
    return outcome == null ? 0 : outcome.valueLength();
  }

  final void setOperation(Operation newOperation) {
    operation = newOperation;
  }

  final void answer(ReplyBuffer out) {
    if (refused) {
      writeRefusal(out);
    } else {
      writeReply(out);
    }
  }

  final void refuse() {
    refused = true;
  }

  final boolean isDone() {
    return done;
  }

  /** The outcome is not needed any more, but a pending batch may keep this request for long. */
  final void dropResult() {
    result = null;
  }

  /** Returns whether this was the first outcome. */
  final boolean finish(Result newResult, EngineException newFailure) {
    if (done) {
      return false;
    }
    done = true;
    result = newResult;
    failure = newFailure;
    return true;
  }
}
