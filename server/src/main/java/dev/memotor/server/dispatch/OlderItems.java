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

/**
 * Removes what was neither stored nor read since a moment. Walks over all items on a thread of its
 * own, and deletes outside the walk, a bounded number of keys at a time.
 */
public final class OlderItems {

  private static final int MOST_AT_ONCE = 1 << 15;
  private static final int BATCH = 512;

  private final Engine engine;
  private final long before;

  /** Removes items older than a moment (UNIX seconds). */
  public OlderItems(Engine engine, long before) {
    this.engine = engine;
    this.before = before;
  }

  /** Begins; completes when all of them are gone. */
  public CompletionStage<Void> remove() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread = new Thread(() -> run(done), "flush-older");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private void run(CompletableFuture<Void> done) {
    try {
      List<Delete> deletes;
      do {
        deletes = find();
        for (int from = 0; from < deletes.size(); from += BATCH) {
          delete(deletes.subList(from, Math.min(deletes.size(), from + BATCH)));
        }
      } while (deletes.size() == MOST_AT_ONCE);
      done.complete(null);
    } catch (Throwable e) {
      // Errors too: the client waits for an answer.
      done.completeExceptionally(
          e instanceof EngineException
              ? e
              : new EngineException(EngineException.Kind.INTERNAL, "the flush failed: " + e, e));
    }
  }

  private List<Delete> find() {
    List<Delete> found = new ArrayList<>();
    engine.scan(
        (key, item) -> {
          if (isOlder(item)) {
            found.add(deleteOf(key, item));
          }
          return found.size() < MOST_AT_ONCE;
        });
    return found;
  }

  private boolean isOlder(Item item) {
    return item.lastAccess() < before;
  }

  /** What has been replaced since it was seen is newer, and stays. */
  private static Delete deleteOf(Key key, Item item) {
    return new Delete(key, Delete.Keep.NOTHING, new CasCondition(item.cas()), Exptime.NONE, 0, 0);
  }

  private void delete(List<Delete> deletes) {
    Deletion deletion = new Deletion(deletes);
    engine.execute(deletion);
    deletion.end.join();
    if (deletion.failure != null) {
      throw deletion.failure;
    }
  }

  private static final class Deletion implements Batch {

    private final List<Delete> deletes;
    private final AtomicInteger open;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile EngineException failure;

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
      if (open.decrementAndGet() == 0) {
        end.complete(null);
      }
    }

    @Override
    public void fail(int index, EngineException reason) {
      failure = reason;
      complete(index, null);
    }
  }
}
