package dev.memotor.server.dispatch;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Value;
import dev.memotor.server.buffer.ReplyBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A pending reply of a connection: at most one operation for the engine, and how to encode its
 * outcome, which only the protocol knows. Used on the event loop's thread only.
 */
public abstract class Request {

  private @Nullable Operation operation;
  private @Nullable Result result;
  private @Nullable EngineException failure;

  /** The value of the result while it is pinned. */
  private @Nullable Value pinned;

  private boolean done;
  private boolean refused;

  boolean headReached;

  /** Whether its queue has counted its memory. */
  boolean counted;

  @Nullable Request next;

  /** The queue in which this request waits to be answered. */
  // Set by the queue before anything reads it.
  @SuppressWarnings("NullAway.Init")
  ReplyQueue queue;

  /**
   * Appends the reply, if there is one. Called once, after all earlier requests of the connection
   * have been answered; or one of the three methods below is.
   *
   * @param out holds the replies of this connection only
   */
  protected void writeReply(ReplyBuffer out) {
    throw new AssertionError(getClass().getSimpleName() + " has no reply without a result");
  }

  /** Appends the reply to an operation. */
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    writeReply(out);
  }

  /** Appends the reply to what failed. */
  protected void writeFailure(ReplyBuffer out, EngineException failure) {
    writeReply(out);
  }

  /** Appends the reply to an operation that the client's user may not execute. */
  protected void writeRefusal(ReplyBuffer out) {}

  /** Called once, if all earlier requests have been answered and this one is still pending. */
  protected void reachedHead() {}

  /** Returns whether the outcome goes into the command counters. */
  protected boolean isCounted() {
    return true;
  }

  /** Returns whether this is a meta command, which watchers see marked as such. */
  protected boolean isMeta() {
    return false;
  }

  final @Nullable Operation operation() {
    return operation;
  }

  /** Returns the outcome; null if the request has no operation or the operation failed. */
  final @Nullable Result result() {
    return result;
  }

  /** Returns the bytes of an operation's value, unless they are in the engine's memory already. */
  static int inputLength(Operation operation) {
    int length = operation.valueLength();
    return length >= ReplyBuffer.LARGE_VALUE && Landing.of(operation) != null ? 0 : length;
  }

  final int inputLength() {
    return operation == null ? 0 : inputLength(operation);
  }

  final int valueLength() {
    return operation == null ? 0 : operation.valueLength();
  }

  /** Returns whether the reply shows the value of the item that it is about. */
  protected boolean sendsValue() {
    return true;
  }

  final int resultLength() {
    return resultLength(result);
  }

  /** Returns the bytes of a value that an outcome makes this request send. */
  final int resultLength(@Nullable Result outcome) {
    return outcome == null || !sendsValue() ? 0 : outcome.valueLength();
  }

  final void setOperation(Operation newOperation) {
    operation = newOperation;
  }

  final void answer(ReplyBuffer out) {
    if (operation != null && result != null) {
      writeResult(out, operation, result);
    } else if (failure != null) {
      writeFailure(out, failure);
    } else if (refused) {
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

  /** Releases the outcome: a pending batch may hold this request for a long time. */
  final void dropResult() {
    if (pinned != null) {
      pinned.unpin();
      pinned = null;
    }
    result = null;
  }

  /**
   * Keeps a lent value until the result is dropped: pins a large one, copies a small one. Only
   * those of gets are shown.
   */
  final void keepResult() {
    Item item = result == null ? null : result.itemOrNull();
    if (result == null || item == null || !(operation instanceof Get) || !item.value().isLent()) {
      return;
    }
    Value value = item.value();
    if (value.length() >= ReplyBuffer.LARGE_VALUE && value.pin()) {
      pinned = value;
    } else {
      result = result.kept();
    }
  }

  /** Replaces a result that could not be kept. */
  final void failInstead(EngineException newFailure) {
    dropResult();
    failure = newFailure;
  }

  /** Returns whether this was the first outcome. */
  final boolean finish(@Nullable Result newResult, @Nullable EngineException newFailure) {
    if (done) {
      return false;
    }
    done = true;
    result = newResult;
    failure = newFailure;
    return true;
  }
}
