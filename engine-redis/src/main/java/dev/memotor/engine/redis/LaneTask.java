package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.concurrent.CompletableFuture;

/**
 * Something that a lane does between operations: after all that was submitted before it has ended,
 * and before anything submitted later begins.
 */
final class LaneTask extends Queued {

  private final Runnable action;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  LaneTask(Runnable action) {
    this.action = action;
  }

  /** Completes when the task has been run, or never will be. */
  CompletableFuture<Void> done() {
    return done;
  }

  void run() {
    action.run();
    done.complete(null);
  }

  void drop(EngineException reason) {
    done.completeExceptionally(reason);
  }
}
