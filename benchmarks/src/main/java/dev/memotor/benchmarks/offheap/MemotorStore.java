package dev.memotor.benchmarks.offheap;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import java.util.ServiceLoader;

/** Engine memory, through the SPI. */
final class MemotorStore implements OffHeapStore {

  private final Engine engine;
  private final int batchSize;
  private final Operations operations;

  /** Opens the engine, for batches of a size that divides the number of keys of each call. */
  MemotorStore(long bytes, int batchSize) {
    this.batchSize = batchSize;
    operations = new Operations(batchSize);
    EngineProvider provider =
        ServiceLoader.load(EngineProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.schemes().contains("memory"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("engine memory is not in the class path"));
    engine =
        provider.open(
            EngineConfig.parse("memory", provider.options()),
            EngineContext.defaults().withMemoryLimit(bytes));
  }

  @Override
  public long get(Key[] keys) {
    operations.bytes = 0;
    for (int from = 0; from < keys.length; from += batchSize) {
      for (int i = 0; i < batchSize; i++) {
        operations.batch[i] = new Get(keys[from + i]);
      }
      engine.execute(operations);
    }
    return operations.bytes;
  }

  @Override
  public void put(Key[] keys, byte[][] values) {
    for (int from = 0; from < keys.length; from += batchSize) {
      for (int i = 0; i < batchSize; i++) {
        operations.batch[i] = new Store(keys[from + i], Store.Mode.SET, values[from + i], 0, 0);
      }
      engine.execute(operations);
    }
  }

  @Override
  public long items() {
    return engine.stats().items();
  }

  @Override
  public void close() {
    engine.close();
  }

  private static final class Operations implements Batch {

    final Operation[] batch;
    long bytes;

    Operations(int size) {
      batch = new Operation[size];
    }

    @Override
    public int size() {
      return batch.length;
    }

    @Override
    public Operation operation(int index) {
      return batch[index];
    }

    @Override
    public void complete(int index, Result result) {
      if (batch[index] instanceof Get && result.isOk()) {
        bytes += result.item().value().bytes().length;
      }
    }

    @Override
    public void fail(int index, EngineException failure) {
      throw failure;
    }
  }
}
