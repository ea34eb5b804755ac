package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * One of the promises of {@link EngineContract}: an engine that is empty at the start of each test,
 * and what the tests do with it.
 */
abstract class Promise {

  static final int MAX_ITEM_SIZE = 2 << 20;
  static final long MEMORY_LIMIT = 64L << 20;

  final EngineContract contract;
  ManualClock clock;
  Engine engine;
  private final ConcurrentLinkedQueue<RecordingBatch> batches = new ConcurrentLinkedQueue<>();
  private final List<Engine> opened = Collections.synchronizedList(new ArrayList<>());

  Promise(EngineContract contract) {
    this.contract = contract;
  }

  @BeforeEach
  final void openEngine() throws Exception {
    clock = ManualClock.stoppedNow();
    engine = openWith(MEMORY_LIMIT, true);
  }

  @AfterEach
  final void closeEngines() {
    for (RecordingBatch batch : batches) {
      batch.await(contract.patience());
    }
    opened.forEach(Engine::close);
    // All threads have ended: an operation that ends twice has done so by now.
    List<String> faults = new ArrayList<>();
    batches.forEach(batch -> faults.addAll(batch.faults()));
    assertEquals(List.of(), faults, "operations that did not end exactly once");
  }

  final Engine openWith(long memoryLimit, boolean evict) throws Exception {
    Engine one = contract.open(context().withMemoryLimit(memoryLimit).withEvict(evict));
    opened.add(one);
    return one;
  }

  /** Opens the engine again after it was closed. */
  final Engine reopened() throws Exception {
    return watched(contract.reopen(context()), "reopen");
  }

  /** Opens the items of the engine once more, while it is open. */
  final Engine openBeside() throws Exception {
    return watched(contract.openBeside(context()), "openBeside");
  }

  final EngineContext context() {
    return EngineContext.defaults()
        .withClock(clock)
        .withMaxItemSize(MAX_ITEM_SIZE)
        .withMemoryLimit(MEMORY_LIMIT);
  }

  private Engine watched(Engine one, String from) {
    assertNotNull(one, from);
    opened.add(one);
    return one;
  }

  final RecordingBatch submit(Operation... operations) {
    return submit(new RecordingBatch(operations));
  }

  final RecordingBatch submit(RecordingBatch batch) {
    return submit(engine, batch);
  }

  final RecordingBatch submit(Engine target, RecordingBatch batch) {
    batches.add(batch);
    try {
      target.execute(batch);
    } catch (RuntimeException e) {
      throw new AssertionError("execute threw " + e, e);
    }
    return batch;
  }

  final Result call(Operation operation) {
    return call(engine, operation);
  }

  final Result call(Engine target, Operation operation) {
    RecordingBatch batch = submit(target, new RecordingBatch(operation));
    batch.await(contract.patience());
    return batch.result(0);
  }

  final void flush() {
    finish(engine.flush().toCompletableFuture());
  }

  final void finish(CompletableFuture<Void> future) {
    try {
      future.get(contract.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("flush failed", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("flush did not end within " + contract.patience(), e);
    }
  }

  /** How often a scan shows each key. */
  final Map<Key, Integer> scan() {
    Map<Key, Integer> seen = new HashMap<>();
    engine.scan(
        (key, item) -> {
          seen.merge(key, 1, Integer::sum);
          return true;
        });
    return seen;
  }

  final void inParallel(int threads, IntConsumer task) throws Exception {
    var pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        ends.add(pool.submit(() -> task.accept(thread)));
      }
      for (Future<?> end : ends) {
        try {
          end.get(2 * contract.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
          throw new AssertionError(e.getCause());
        }
      }
    } finally {
      pool.shutdownNow();
      assertTrue(
          pool.awaitTermination(contract.patience().toNanos(), TimeUnit.NANOSECONDS),
          "writers still run");
    }
  }

  final void await(String what, BooleanSupplier condition) {
    Await.until(what, contract.patience(), condition::getAsBoolean);
  }

  static String text(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  static void assertValue(String expected, @Nullable Item item) {
    assertEquals(expected, item == null ? null : text(item.value().bytes()));
  }
}
