package dev.memotor.server.dispatch;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations of one turn on their way through the engine. */
final class TurnBatch implements Batch {

  private final Turn turn;
  private final Request[] requests;

  /** When the turn began. */
  private final long begunNanos;

  /** Whether the engine is inside {@code execute} with this batch. */
  private boolean executing = true;

  TurnBatch(Turn turn, Request[] requests, long begunNanos) {
    this.turn = turn;
    this.requests = requests;
    this.begunNanos = begunNanos;
  }

  void endExecute() {
    executing = false;
  }

  /** Fails the operations that have no outcome yet, after the engine threw. */
  void failRest(EngineException failure) {
    for (Request request : requests) {
      if (!request.isDone()) {
        turn.finish(request, null, failure);
      }
    }
  }

  List<Operation> ended() {
    return Stream.of(requests).filter(Request::isDone).map(Request::operation).toList();
  }

  /** Keeps what the engine has lent for requests that have not been answered in the turn. */
  void keepLent(EngineException failure) {
    for (Request request : requests) {
      try {
        request.keepResult();
      } catch (Throwable e) {
        // Memory shortage, for example. No reply may show what the engine overwrites.
        request.queue.failInstead(request, failure);
      }
    }
  }

  @Override
  public boolean acceptsLent() {
    return turn.isOwnThread() && executing;
  }

  @Override
  public int size() {
    return requests.length;
  }

  @Override
  // Only requests with an operation are gathered.
  @SuppressWarnings("NullAway")
  public Operation operation(int index) {
    return requests[index].operation();
  }

  @Override
  public void complete(int index, Result result) {
    end(requests[index], result, null);
  }

  @Override
  public void fail(int index, EngineException failure) {
    end(requests[index], null, failure);
  }

  private void end(Request request, @Nullable Result result, @Nullable EngineException given) {
    EngineException failure =
        result == null && given == null
            ? new EngineException(EngineException.Kind.INTERNAL, "the engine gave no result")
            : given;
    // Only the loop's thread may read the flag.
    if (turn.isOwnThread() && executing) {
      turn.finish(request, result, failure);
    } else {
      turn.finishLater(request, result, failure, begunNanos);
    }
  }
}
