package dev.memotor.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
final class BlockingStoreEngineTest {

  private static final Key KEY = Key.of("k");

  private final AtomicLong now = new AtomicLong(1_800_000_000L);
  private final MapStore store = new MapStore();
  private final BlockingStoreEngine engine =
      new BlockingStoreEngine(store, now::get, new CasSequence(), Set.of(), 2, 3);

  @AfterEach
  void close() {
    store.gate.countDown();
    engine.close();
  }

  private static Store set(Key key, int length) {
    return new Store(key, Store.Mode.SET, new byte[length], 0, Exptime.NEVER);
  }

  private CompletableFuture<Result> submit(Operation operation) {
    CompletableFuture<Result> end = new CompletableFuture<>();
    engine.execute(
        new Batch() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public Operation operation(int index) {
            return operation;
          }

          @Override
          public void complete(int index, Result result) {
            assertThat(end.complete(result)).isTrue();
          }

          @Override
          public void fail(int index, EngineException failure) {
            assertThat(end.completeExceptionally(failure)).isTrue();
          }
        });
    return end;
  }

  private Result call(Operation operation) {
    return submit(operation).join();
  }

  private void assertFails(Operation operation, EngineException.Kind kind) {
    assertThatThrownBy(() -> call(operation))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            EngineException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  @Test
  void blindSet_readsNothing() {
    assertThat(call(set(KEY, 1)).status()).isEqualTo(Status.OK);
    assertThat(store.reads).isZero();
    assertThat(call(new Get(KEY)).item().value().bytes()).hasSize(1);
    assertThat(call(new Delete(KEY)).isOk()).isTrue();
    assertThat(call(new Get(KEY))).isEqualTo(Result.NOT_FOUND);
  }

  @Test
  void tooManyOperations_areBusy_andTheOthersComplete() {
    store.closeGate();
    CompletableFuture<Result> first = submit(set(KEY, 1));
    CompletableFuture<Result> second = submit(set(KEY, 2));
    CompletableFuture<Result> third = submit(set(KEY, 3));
    assertFails(set(KEY, 4), EngineException.Kind.BUSY);
    store.gate.countDown();
    assertThat(first.join().isOk() && second.join().isOk() && third.join().isOk()).isTrue();
    assertThat(call(new Get(KEY)).item().value().bytes()).hasSize(3);
  }

  @Test
  void fullStore_losesOnlyTheOldValueOfAPlainSet() {
    call(set(KEY, 1));
    store.full = true;
    assertFails(new Concat(KEY, Concat.Side.APPEND, new byte[5], 100), EngineException.Kind.FULL);
    assertThat(call(new Get(KEY)).item().value().bytes()).hasSize(1);
    assertFails(set(KEY, 5), EngineException.Kind.FULL);
    assertThat(call(new Get(KEY)).status()).isEqualTo(Status.NOT_FOUND);
  }

  @Test
  void brokenStore_failsAsInternal_andTheLaneContinues() {
    store.broken = true;
    assertFails(new Get(KEY), EngineException.Kind.INTERNAL);
    assertThatThrownBy(() -> engine.flush().toCompletableFuture().join())
        .cause()
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("the store failed");
    store.broken = false;
    assertThat(call(set(KEY, 1)).isOk()).isTrue();
  }

  @Test
  void expiredItems_areRemovedFromTheStore() throws Exception {
    call(new Store(KEY, Store.Mode.SET, new byte[1], 0, now.get() + 10));
    call(set(Key.of("stays"), 1));
    now.addAndGet(10);
    assertThat(store.removed.await(90, TimeUnit.SECONDS)).isTrue();
    assertThat(call(new Get(KEY)).status()).isEqualTo(Status.NOT_FOUND);
    assertThat(call(new Get(Key.of("stays"))).isOk()).isTrue();
  }

  @Test
  void flushAndScan() {
    call(set(KEY, 1));
    Map<Key, Item> seen = new HashMap<>();
    engine.scan((key, item) -> seen.put(key, item) == null);
    assertThat(seen).containsOnlyKeys(KEY);
    engine.flush().toCompletableFuture().join();
    assertThat(call(new Get(KEY)).status()).isEqualTo(Status.NOT_FOUND);
  }

  @Test
  void close_completesPendingOperations_andFlushes() throws Exception {
    store.closeGate();
    CompletableFuture<Result> running = submit(set(KEY, 1));
    CompletableFuture<Void> flush = engine.flush().toCompletableFuture();
    CompletableFuture<Result> behind = submit(set(KEY, 2));
    Thread closing = new Thread(engine::close);
    closing.start();
    store.gate.countDown();
    closing.join();
    assertThat(running).isCompleted();
    assertThat(flush).isCompleted();
    assertThat(behind).isCompleted();
    assertThat(store.closed).hasValue(1);
    engine.close();
    assertThat(store.closed).hasValue(1);
    assertThatIllegalStateException().isThrownBy(() -> submit(new Get(KEY)));
    assertThatIllegalStateException().isThrownBy(engine::flush);
  }

  /** A map with faults to switch on. */
  private static final class MapStore implements ItemStore {

    private final Map<Key, Item> map = new HashMap<>();
    final CountDownLatch removed = new CountDownLatch(1);
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile boolean full;
    volatile boolean broken;
    volatile int reads;
    final AtomicInteger closed = new AtomicInteger();

    void closeGate() {
      gate = new CountDownLatch(1);
    }

    private void pass() {
      if (broken) {
        throw new IllegalArgumentException("broken");
      }
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Item read(Key key) {
      pass();
      synchronized (map) {
        reads++;
        return map.get(key);
      }
    }

    @Override
    public void write(Key key, Item item) {
      pass();
      if (full) {
        throw new EngineException(EngineException.Kind.FULL, "full");
      }
      synchronized (map) {
        map.put(key, item);
      }
    }

    @Override
    public void remove(Key key) {
      pass();
      synchronized (map) {
        map.remove(key);
      }
      removed.countDown();
    }

    @Override
    public void clear() {
      pass();
      synchronized (map) {
        map.clear();
      }
    }

    @Override
    public void scan(Engine.ItemVisitor visitor) {
      synchronized (map) {
        for (Map.Entry<Key, Item> entry : map.entrySet()) {
          if (!visitor.visit(entry.getKey(), entry.getValue())) {
            return;
          }
        }
      }
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
