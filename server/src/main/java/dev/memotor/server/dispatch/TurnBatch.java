package dev.memotor.server.dispatch;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.observe.keys.LoopInsight;

/** The operations of one turn on their way through the engine. */
final class TurnBatch implements Batch {

  /**
   * So many operations of a slow batch are logged: what they share is that one of them was slow.
   */
  private static final int MAX_LOGGED = 4;

  private final Turn turn;
  private final Request[] requests;
  private final long begunNanos;

  /** Whether the engine is working on this batch right now, on the turn's own thread. */
  private boolean executing = true;

  /**
   * Makes a batch.
   *
   * @param begunNanos when the turn began
   */
  TurnBatch(Turn turn, Request[] requests, long begunNanos) {
    this.turn = turn;
    this.requests = requests;
    this.begunNanos = begunNanos;
  }

  void endExecute() {
    executing = false;
  }

  /** Fails what has no outcome yet; for an engine that threw. */
  void failRest(EngineException failure) {
    for (Request request : requests) {
      if (!request.isDone()) {
        turn.finish(request, null, failure);
      }
    }
  }

  /** The engine took so long on the event loop; what ends later is timed by itself. */
  void logSlow(LoopInsight insight, long nanos) {
    int ended = 0;
    for (Request request : requests) {
      ended += request.isDone() ? 1 : 0;
    }
    insight.countSlow(ended);
    int logged = 0;
    for (int i = 0; i < requests.length && logged < MAX_LOGGED; i++) {
      if (requests[i].isDone()) {
        insight.slow(requests[i].operation(), nanos, ended);
        logged++;
      }
    }
  }

  @Override
  public int size() {
    return requests.length;
  }

  @Override
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

  private void end(Request request, Result result, EngineException given) {
    EngineException failure =
        result == null && given == null
            ? new EngineException(EngineException.Kind.INTERNAL, "the engine gave no result")
            : given;
    // The flag is only true for its own thread while it is inside execute.
    if (turn.isOwnThread() && executing) {
      turn.finish(request, result, failure);
    } else {
      turn.finishLater(request, result, failure, begunNanos);
    }
  }
}
