package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Removes all items behind the prefix, page by page, each key through its own lane; see {@link
 * FlushGuard} for what makes a barrier of it.
 */
final class Flusher {

  /** Far longer than any operation: a page waits in the lanes behind what waits there already. */
  private static final long PAGE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final RedisEngine engine;
  private final Nodes nodes;
  private final RedisKeys keys;
  private final Object order = new Object();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "memotor-redis-flush");
            made.setDaemon(true);
            return made;
          });

  Flusher(RedisEngine engine, Nodes nodes, RedisKeys keys) {
    this.engine = engine;
    this.nodes = nodes;
    this.keys = keys;
  }

  CompletionStage<Void> flush() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    List<CompletableFuture<Void>> begun = new ArrayList<>();
    // Two flushes at a time must begin in the same order in all lanes.
    synchronized (order) {
      for (Lane lane : engine.lanes()) {
        begun.add(inLane(lane, () -> lane.flushGuard().begin()));
      }
      try {
        thread.execute(() -> run(begun, done));
      } catch (RejectedExecutionException e) {
        done.completeExceptionally(closing());
      }
    }
    return done;
  }

  private void run(List<CompletableFuture<Void>> begun, CompletableFuture<Void> done) {
    RuntimeException failure = null;
    try {
      begun.forEach(CompletableFuture::join);
      nodes.walk((connection, page) -> erase(page));
    } catch (CompletionException e) {
      failure = e.getCause() instanceof EngineException cause ? cause : internal(e);
    } catch (EngineException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = internal(e);
    }
    for (Lane lane : engine.lanes()) {
      inLane(lane, () -> lane.flushGuard().end());
    }
    if (failure == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(failure);
    }
  }

  private boolean erase(List<byte[]> page) {
    List<CompletableFuture<Boolean>> erased = new ArrayList<>(page.size());
    long deadline = System.nanoTime() + PAGE_NANOS;
    for (byte[] redisKey : page) {
      Key key = keys.itemKey(redisKey);
      if (key != null) {
        CompletableFuture<Boolean> one = new CompletableFuture<>();
        EraseCall call = new EraseCall(key, redisKey, keys.slot(redisKey), deadline, one);
        if (!engine.lane(key).queue().offerAlways(call)) {
          throw closing();
        }
        erased.add(one);
      }
    }
    erased.forEach(CompletableFuture::join);
    return true;
  }

  private static CompletableFuture<Void> inLane(Lane lane, Runnable action) {
    LaneTask task = new LaneTask(action);
    if (!lane.queue().offer(task)) {
      task.drop(closing());
    }
    return task.done();
  }

  private static EngineException closing() {
    return new EngineException(EngineException.Kind.UNAVAILABLE, "the engine is closing");
  }

  private static EngineException internal(RuntimeException e) {
    return new EngineException(EngineException.Kind.INTERNAL, "the flush failed: " + e, e);
  }

  void close() {
    thread.shutdownNow();
  }
}
