package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes all items behind the prefix, page by page, each key through its own lane; see {@link
 * FlushGuard} for what makes a barrier of it.
 */
final class Flusher {

  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);

  /** Far longer than any operation: a page waits in the lanes behind what waits there already. */
  private static final long PAGE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** A claim lasts a minute. */
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final RedisEngine engine;
  private final KeyScan nodes;
  private final RedisKeys keys;
  private final FlushRecord record;
  private final Object order = new Object();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "memotor-redis-flush");
            made.setDaemon(true);
            return made;
          });

  Flusher(RedisEngine engine, KeyScan nodes, RedisKeys keys, FlushRecord record) {
    this.engine = engine;
    this.nodes = nodes;
    this.keys = keys;
    this.record = record;
  }

  CompletionStage<Void> flush() {
    // Two flushes at a time must begin in the same order in all lanes.
    synchronized (order) {
      List<CompletableFuture<Void>> begun = begin();
      return inOrder(() -> run(begun, Exptime.NEVER));
    }
  }

  CompletionStage<Void> schedule(long at) {
    return inOrder(() -> record.set(at).join());
  }

  CompletionStage<Void> flushIfDue() {
    return inOrder(
        () -> {
          long at = record.claim().join();
          if (at != Exptime.NEVER) {
            run(begin(), at);
          }
        });
  }

  /**
   * Before the first operation: begins a flush whose moment has passed, and returns when nothing
   * that comes now can go with it.
   *
   * @throws CompletionException if Redis cannot be asked
   */
  void catchUp() {
    long at = record.claim().join();
    if (at != Exptime.NEVER) {
      List<CompletableFuture<Void>> begun = begin();
      inOrder(() -> run(begun, at))
          .exceptionally(
              failure -> {
                LOG.error("the flush that was scheduled earlier failed", failure);
                return null;
              });
      begun.forEach(CompletableFuture::join);
    }
    record.look().join();
  }

  private List<CompletableFuture<Void>> begin() {
    List<CompletableFuture<Void>> begun = new ArrayList<>();
    synchronized (order) {
      for (Lane lane : engine.lanes()) {
        begun.add(inLane(lane, () -> lane.flushGuard().begin()));
      }
    }
    return begun;
  }

  /** Does one thing after the other. */
  private CompletableFuture<Void> inOrder(Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      thread.execute(
          () -> {
            try {
              action.run();
              done.complete(null);
            } catch (CompletionException e) {
              done.completeExceptionally(
                  e.getCause() instanceof EngineException cause ? cause : internal(e));
            } catch (EngineException e) {
              done.completeExceptionally(e);
            } catch (RuntimeException e) {
              done.completeExceptionally(internal(e));
            }
          });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(closing());
    }
    return done;
  }

  /**
   * Flushes.
   *
   * @param claimed the moment of the flush that was scheduled and is done now, or NEVER
   */
  private void run(List<CompletableFuture<Void>> begun, long claimed) {
    try {
      begun.forEach(CompletableFuture::join);
      if (claimed == Exptime.NEVER) {
        record.set(Exptime.NEVER).join();
        nodes.walk((connection, page) -> erase(page));
      } else {
        eraseClaimed(claimed);
      }
    } finally {
      for (Lane lane : engine.lanes()) {
        inLane(lane, () -> lane.flushGuard().end());
      }
    }
  }

  private void eraseClaimed(long at) {
    long[] keptAt = {System.nanoTime()};
    nodes.walk(
        (connection, page) -> {
          if (System.nanoTime() - keptAt[0] > KEEP_NANOS) {
            keptAt[0] = System.nanoTime();
            record.keep(at).join();
          }
          return erase(page);
        });
    record.drop(at).join();
  }

  private boolean erase(List<byte[]> page) {
    List<CompletableFuture<Boolean>> erased = new ArrayList<>(page.size());
    for (byte[] redisKey : page) {
      Key key = keys.itemKey(redisKey);
      if (key != null) {
        CompletableFuture<Boolean> one = new CompletableFuture<>();
        Lane lane = engine.lane(key);
        long deadline = lane.clock().now() + PAGE_NANOS;
        EraseCall call = new EraseCall(key, redisKey, keys.slot(redisKey), deadline, one);
        if (!lane.queue().offerUnbounded(call)) {
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
