package dev.memotor.server.dispatch;

import dev.memotor.engine.Batch;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Removes items that have been neither stored nor read since a given time. Walks over all items on
 * a separate thread, and deletes outside the walk, a bounded number of keys at a time. One walk
 * runs at a time: commands that arrive during a walk share the next one.
 */
public final class OlderItems {

  private static final int MAX_FOUND = 1 << 15;
  private static final int BATCH = 512;

  private final Engine engine;
  private boolean walking;

  /** The end of the next walk; null if none has been requested. */
  private @Nullable CompletableFuture<Void> next;

  private long nextBefore;

  public OlderItems(Engine engine) {
    this.engine = engine;
  }

  /** Removes items older than a time in UNIX seconds; completes when all of them are gone. */
  public synchronized CompletionStage<Void> remove(long before) {
    if (next == null) {
      next = new CompletableFuture<>();
      nextBefore = before;
    } else {
      nextBefore = Math.max(nextBefore, before);
    }
    CompletionStage<Void> done = next;
    if (!walking) {
      Thread thread = new Thread(this::walkAll, "flush-older");
      thread.setDaemon(true);
      thread.start();
      walking = true;
    }
    return done;
  }

  private void walkAll() {
    while (true) {
      CompletableFuture<Void> done;
      long before;
      synchronized (this) {
        if (next == null) {
          walking = false;
          return;
        }
        done = next;
        before = nextBefore;
        next = null;
      }
      walk(before, done);
    }
  }

  private void walk(long before, CompletableFuture<Void> done) {
    try {
      List<Delete> deletes;
      do {
        deletes = find(before);
        for (int from = 0; from < deletes.size(); from += BATCH) {
          delete(deletes.subList(from, Math.min(deletes.size(), from + BATCH)));
        }
      } while (deletes.size() == MAX_FOUND);
      done.complete(null);
    } catch (Throwable e) {
      // Errors too: the client waits for a reply.
      done.completeExceptionally(EngineException.of(e, "the flush failed"));
    }
  }

  private List<Delete> find(long before) {
    List<Delete> found = new ArrayList<>();
    engine.scan(
        (key, item) -> {
          if (item.lastAccess() < before) {
            found.add(deleteOf(key, item));
          }
          return found.size() < MAX_FOUND;
        });
    return found;
  }

  /** An item replaced since the walk saw it is newer, and stays. */
  private static Delete deleteOf(Key key, Item item) {
    return new Delete(key, Delete.Keep.NOTHING, new CasCondition(item.cas()), Exptime.NONE, 0, 0);
  }

  private void delete(List<Delete> deletes) {
    Deletion deletion = new Deletion(deletes);
    engine.execute(deletion);
    deletion.end.join();
    EngineException failure = deletion.failure;
    if (failure != null) {
      throw failure;
    }
  }

  private static final class Deletion implements Batch {

    private final List<Delete> deletes;
    private final AtomicInteger open;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile @Nullable EngineException failure;

    Deletion(List<Delete> deletes) {
      this.deletes = deletes;
      this.open = new AtomicInteger(deletes.size());
    }

    @Override
    public int size() {
      return deletes.size();
    }

    @Override
    public Operation operation(int index) {
      return deletes.get(index);
    }

    @Override
    public void complete(int index, Result result) {
      ended();
    }

    private void ended() {
      if (open.decrementAndGet() == 0) {
        end.complete(null);
      }
    }

    @Override
    public void fail(int index, EngineException reason) {
      failure = reason;
      ended();
    }
  }
}
