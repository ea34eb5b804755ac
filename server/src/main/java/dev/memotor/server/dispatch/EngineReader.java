package dev.memotor.server.dispatch;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.observe.counters.ItemReader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Looks at items for the server's own sake: in no turn, in no counter, leaving no access record.
 */
public final class EngineReader implements ItemReader {

  private final Engine engine;

  public EngineReader(Engine engine) {
    this.engine = engine;
  }

  @Override
  public CompletionStage<Result[]> read(List<Key> keys) {
    PeekBatch batch = new PeekBatch(keys);
    try {
      engine.execute(batch);
    } catch (RuntimeException | LinkageError e) {
      // A closed engine; one that breaks its contract is logged where clients meet it.
      batch.giveUp();
    }
    return batch.end;
  }

  private static final class PeekBatch implements Batch {

    private final Operation[] operations;
    private final AtomicReferenceArray<Result> results;
    private final AtomicReferenceArray<Boolean> ended;
    private final AtomicInteger open;
    private final CompletableFuture<Result[]> end = new CompletableFuture<>();

    PeekBatch(List<Key> keys) {
      operations =
          keys.stream().map(key -> new Get(key, Get.Options.PEEK)).toArray(Operation[]::new);
      results = new AtomicReferenceArray<>(operations.length);
      ended = new AtomicReferenceArray<>(operations.length);
      open = new AtomicInteger(operations.length);
    }

    void giveUp() {
      end.complete(new Result[operations.length]);
    }

    @Override
    public int size() {
      return operations.length;
    }

    @Override
    public Operation operation(int index) {
      return operations[index];
    }

    @Override
    public void complete(int index, Result result) {
      if (!ended.compareAndSet(index, null, Boolean.TRUE)) {
        return;
      }
      results.set(index, result);
      if (open.decrementAndGet() == 0) {
        Result[] all = new Result[operations.length];
        for (int i = 0; i < all.length; i++) {
          all[i] = results.get(i);
        }
        end.complete(all);
      }
    }

    @Override
    public void fail(int index, EngineException failure) {
      complete(index, null);
    }
  }
}
