package dev.memotor.server.observe.counters;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads items outside of any turn, without counting it or recording an access. */
public final class ItemReader {

  private final Consumer<Batch> engine;

  /**
   * Creates a reader.
   *
   * @param engine executes a batch
   */
  public ItemReader(Consumer<Batch> engine) {
    this.engine = engine;
  }

  /**
   * Starts to read and returns immediately.
   *
   * @return completed with one result for each key, null where reading failed; never exceptionally
   */
  CompletableFuture<Result[]> read(List<Key> keys) {
    PeekBatch batch = new PeekBatch(keys);
    try {
      engine.accept(batch);
    } catch (RuntimeException | LinkageError e) {
      // A closed engine; one that breaks its contract is logged where clients meet it.
      batch.end.complete(new Result[keys.size()]);
    }
    return batch.end;
  }

  private static final class PeekBatch implements Batch {

    private final Operation[] operations;
    private final AtomicBoolean[] ended;
    private final Result[] results;
    private final AtomicInteger open;
    private final CompletableFuture<Result[]> end = new CompletableFuture<>();

    PeekBatch(List<Key> keys) {
      operations =
          keys.stream().map(key -> new Get(key, Get.Options.PEEK)).toArray(Operation[]::new);
      ended = Stream.generate(AtomicBoolean::new).limit(keys.size()).toArray(AtomicBoolean[]::new);
      results = new Result[operations.length];
      open = new AtomicInteger(operations.length);
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
      end(index, result);
    }

    private void end(int index, @Nullable Result result) {
      if (ended[index].compareAndSet(false, true)) {
        results[index] = result;
        if (open.decrementAndGet() == 0) {
          end.complete(results);
        }
      }
    }

    @Override
    public void fail(int index, EngineException failure) {
      end(index, null);
    }
  }
}
