package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.DaemonThreads;
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
 * Removes all items behind the prefix, page by page, each key through its own lane. {@link
 * FlushGuard} makes that a barrier.
 */
final class Flusher {

  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);

  /** Far longer than any operation: a page waits in the lanes behind what waits there already. */
  private static final long PAGE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** A claim lasts a minute. */
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Lanes lanes;
  private final KeyScan keyScan;
  private final RedisKeys keys;
  private final FlushRecord record;
  private final Object order = new Object();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(DaemonThreads.named("memotor-redis-flush"));

  Flusher(Lanes lanes, KeyScan keyScan, RedisKeys keys, FlushRecord record) {
    this.lanes = lanes;
    this.keyScan = keyScan;
    this.keys = keys;
    this.record = record;
  }

  CompletionStage<Void> flush() {
    // Two flushes at a time must begin in the same order in all lanes.
    synchronized (order) {
      List<CompletableFuture<Void>> begun = lanes.beginFlush();
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
   * Begins a flush whose time has passed, before the first operation. Returns when the flush can no
   * longer remove what is stored from now on.
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
    synchronized (order) {
      return lanes.beginFlush();
    }
  }

  /** Runs one action after another. */
  private CompletableFuture<Void> inOrder(Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      thread.execute(
          () -> {
            try {
              action.run();
              done.complete(null);
            } catch (RuntimeException e) {
              done.completeExceptionally(EngineException.of(e, "the flush failed"));
            }
          });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(Failures.closing());
    }
    return done;
  }

  /**
   * Flushes.
   *
   * @param claimed the time of the scheduled flush that is run now, or NEVER
   */
  private void run(List<CompletableFuture<Void>> begun, long claimed) {
    try {
      begun.forEach(CompletableFuture::join);
      if (claimed == Exptime.NEVER) {
        record.set(Exptime.NEVER).join();
        keyScan.walk((connection, page) -> erase(page));
      } else {
        eraseClaimed(claimed);
      }
    } finally {
      lanes.endFlush();
    }
  }

  private void eraseClaimed(long at) {
    long[] keptAt = {System.nanoTime()};
    keyScan.walk(
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
    List<CompletableFuture<Long>> erased = new ArrayList<>(page.size());
    for (byte[] redisKey : page) {
      Key key = keys.itemKey(redisKey);
      if (key != null) {
        long deadline = lanes.deadline(key, PAGE_NANOS);
        erased.add(lanes.submit(new EngineCommand(keys, key, deadline, Script.ERASE)));
      }
    }
    erased.forEach(CompletableFuture::join);
    return true;
  }

  void close() {
    thread.shutdownNow();
  }
}
