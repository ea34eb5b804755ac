package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.HearsReads;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.Tracking;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TieredEngineTest {

  private static final long LIMIT = 8L << 20;
  private static final Key KEY = Key.of("k");

  private final AtomicLong now = new AtomicLong(1_800_000_000L);
  private final EngineContext context =
      EngineContext.defaults().withClock(now::get).withMemoryLimit(LIMIT);
  private final Watched watched = new Watched(new MemoryEngine(context));
  private final Engine engine = new MemoryTier().wrap(watched, context);

  @AfterEach
  void close() {
    engine.close();
  }

  /* ----- what is answered where ----- */

  private boolean resize(long bytes) {
    return engine.role(Resizable.class).orElseThrow().resize(bytes);
  }

  @Test
  void gets_afterASet_areAnsweredByTheTier() {
    call(set(KEY, "v"));
    watched.operations.clear();
    assertThat(value(call(new Get(KEY)))).isEqualTo("v");
    assertThat(value(call(new Get(KEY, Get.Options.PEEK)))).isEqualTo("v");
    assertThat(value(call(new Get(KEY, Get.Options.CONTEST)))).isEqualTo("v");
    assertThat(watched.operations).isEmpty();
    assertThat(figure("hits")).isEqualTo(3);
    assertThat(figure("items")).isEqualTo(1);
  }

  @Test
  void gets_fillTheTier() {
    watched.execute(new RecordingBatch(set(KEY, "v")));
    call(new Get(KEY, Get.Options.PEEK));
    assertThat(figure("items")).as("a peek does not fill").isZero();
    call(new Get(KEY));
    watched.operations.clear();
    assertThat(value(call(new Get(KEY)))).isEqualTo("v");
    assertThat(watched.operations).isEmpty();
    assertThat(figure("misses")).isEqualTo(2);
  }

  @Test
  void batch_answeredInPart_passesTheRestOnInOrder() {
    Key other = Key.of("other");
    call(set(KEY, "v"));
    watched.operations.clear();
    RecordingBatch batch =
        new RecordingBatch(new Get(KEY), set(other, "1"), new Get(other), new Get(KEY), up(other));
    engine.execute(batch);
    assertThat(watched.operations)
        .containsExactly(batch.operation(1), batch.operation(2), batch.operation(4));
    assertThat(value(batch.result(0))).isEqualTo("v");
    assertThat(value(batch.result(2))).isEqualTo("1");
    assertThat(value(batch.result(3))).isEqualTo("v");
    assertThat(batch.result(4).number()).isEqualTo(2);
  }

  @Test
  void batch_thatTheTierNeedNotObserve_isPassedOnUnchanged() {
    Batch batch = new RecordingBatch(new Get(KEY, Get.Options.PEEK));
    engine.execute(batch);
    assertThat(watched.lastBatch).isSameAs(batch);
  }

  @Test
  void changes_keepHotItemsHot() {
    call(set(KEY, "1"));
    call(up(KEY));
    call(new Touch(KEY, now.get() + 50));
    assertThat(call(new Get(KEY, Get.Options.touch(now.get() + 90))).item().exptime())
        .isEqualTo(now.get() + 50);
    watched.operations.clear();
    Item item = call(new Get(KEY)).itemOrNull();
    assertThat(new String(item.value().bytes(), StandardCharsets.US_ASCII)).isEqualTo("2");
    assertThat(item.exptime()).isEqualTo(now.get() + 90);
    assertThat(watched.operations).isEmpty();
  }

  @Test
  void accesses_ofHotItems_areRecordingBatch() {
    call(set(KEY, "v"));
    now.addAndGet(5);
    Item unread = call(new Get(KEY, Get.Options.CONTEST)).itemOrNull();
    assertThat(unread.isFetched()).isFalse();
    assertThat(unread.lastAccess()).isEqualTo(now.get() - 5);
    now.addAndGet(5);
    Item read = call(new Get(KEY, Get.Options.CONTEST)).itemOrNull();
    assertThat(read.isFetched()).isTrue();
    assertThat(read.lastAccess()).isEqualTo(now.get() - 5);
  }

  @Test
  void accesses_areReported_beforeTheNextOperation() {
    call(set(KEY, "v"));
    call(new Get(KEY, Get.Options.PEEK));
    call(new Touch(KEY, now.get() + 1_000));
    assertThat(watched.accesses).as("nobody has read it").isEmpty();
    call(new Get(KEY));
    now.addAndGet(7);
    call(new Get(KEY));
    assertThat(watched.accesses).as("answered by the tier").isEmpty();
    call(new Touch(KEY, now.get() + 1_000));
    assertThat(watched.accesses).containsExactly(now.get());
  }

  @Test
  void accesses_areReported_onEviction() {
    call(set(KEY, "v"));
    call(new Get(KEY));
    long read = now.get();
    for (int i = 0; watched.accesses.isEmpty() && i < 100_000; i++) {
      call(new Store(Key.of("k" + i), Store.Mode.SET, new byte[1_000], 0, Exptime.NEVER));
      call(new Store(Key.of("k" + i), Store.Mode.SET, new byte[1_000], 0, Exptime.NEVER));
    }
    assertThat(watched.accesses).containsExactly(read);
  }

  @Test
  void accesses_areReported_onClose() {
    call(set(KEY, "v"));
    call(new Get(KEY));
    engine.close();
    assertThat(watched.accesses).containsExactly(now.get());
  }

  @Test
  void accesses_areShownByScans() {
    watched.copying = true;
    call(set(KEY, "v"));
    now.addAndGet(3);
    call(new Get(KEY));
    List<Item> seen = new ArrayList<>();
    engine.scan(
        (key, item) -> {
          seen.add(item);
          return true;
        });
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).isFetched()).isTrue();
    assertThat(seen.get(0).lastAccess()).isEqualTo(now.get());
  }

  @Test
  void accesses_behindAWrite_areRecordingBatchInWhatItPuts() {
    watched.copying = true;
    engine.execute(new RecordingBatch(set(KEY, "v"), new Get(KEY)));
    watched.operations.clear();
    assertThat(call(new Get(KEY, Get.Options.CONTEST)).item().isFetched()).isTrue();
    engine.execute(new RecordingBatch(set(KEY, "w"), new Get(KEY, Get.Options.PEEK)));
    watched.operations.clear();
    assertThat(call(new Get(KEY, Get.Options.CONTEST)).item().isFetched()).isFalse();
    assertThat(watched.operations).as("the tier answers").isEmpty();
  }

  /* ----- memory ----- */

  @Test
  void expiredItems_areNoHits_andAreRemoved() {
    call(new Store(KEY, Store.Mode.SET, new byte[10], 0, now.get() + 2));
    call(set(Key.of("stays"), "v"));
    now.addAndGet(2);
    assertThat(call(new Get(KEY)).isOk()).isFalse();
    Await.until(() -> figure("items") == 1 && figure("expired") == 1);
  }

  @Test
  void memory_isBounded() {
    for (int i = 0; i < 4_000; i++) {
      call(new Store(Key.of("k" + i), Store.Mode.SET, new byte[8 << 10], 0, Exptime.NEVER));
    }
    Await.until(() -> figure("bytes") <= LIMIT && figure("evictions") > 0);
    assertThat(figure("bytes")).isGreaterThan(LIMIT / 2);
  }

  @Test
  void largeItems_areNotHeld_andRemoveTheirPredecessors() {
    call(set(KEY, "small"));
    call(new Store(KEY, Store.Mode.SET, new byte[(int) LIMIT / 16], 0, Exptime.NEVER));
    assertThat(figure("items")).isZero();
    assertThat(call(new Get(KEY)).item().value().bytes()).hasSize((int) LIMIT / 16);
    assertThat(figure("items")).isZero();
  }

  @Test
  void resize_boundsTheTier_withinDirectMemory() {
    assertThat(resize(LIMIT - 1)).isFalse();
    assertThat(resize(1L << 50)).isFalse();
    assertThat(engine.stats().limitBytes()).isEqualTo(LIMIT);
    assertThat(resize(2 * LIMIT)).isTrue();
    assertThat(engine.stats().limitBytes()).isEqualTo(2 * LIMIT);
    engine.flush();
    for (int i = 0; i < 4_000; i++) {
      call(new Store(Key.of("k" + i), Store.Mode.SET, new byte[8 << 10], 0, Exptime.NEVER));
    }
    Await.until(() -> figure("bytes") <= 2 * LIMIT);
    assertThat(figure("bytes")).isGreaterThan(LIMIT);
    assertThat(resize(LIMIT)).isTrue();
    Await.until(() -> figure("bytes") <= LIMIT);
  }

  @Test
  void wrap_withMoreMemoryThanTheJvmAllows_isRefused() {
    EngineContext large = context.withMemoryLimit(Long.MAX_VALUE);
    assertThatThrownBy(() -> new MemoryTier().wrap(watched, large))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("-XX:MaxDirectMemorySize");
  }

  /* ----- flush, faults, end ----- */

  @Test
  void flush_removesTheItems_andTheTierContinues() {
    call(set(KEY, "v"));
    assertThat(engine.flush().toCompletableFuture()).isCompleted();
    assertThat(call(new Get(KEY)).isOk()).isFalse();
    call(set(KEY, "w"));
    watched.operations.clear();
    assertThat(value(call(new Get(KEY)))).isEqualTo("w");
    assertThat(watched.operations).isEmpty();
  }

  @Test
  void flush_inFlight_leavesAllReadsToTheEngine() {
    watched.heldFlush = new CompletableFuture<>();
    CompletableFuture<Void> flushed = engine.flush().toCompletableFuture();
    call(set(KEY, "v"));
    call(new Get(KEY));
    watched.operations.clear();
    call(new Get(KEY));
    assertThat(watched.operations).hasSize(1);
    assertThat(flushed).isNotDone();
    EngineException failure = new EngineException(EngineException.Kind.UNAVAILABLE, "gone");
    watched.heldFlush.completeExceptionally(failure);
    assertThat(flushed).isCompletedExceptionally();
    flushed.whenComplete((nothing, reported) -> assertThat(reported).isSameAs(failure));
    call(new Get(KEY));
    watched.operations.clear();
    call(new Get(KEY));
    assertThat(watched.operations).isEmpty();
  }

  @Test
  void engine_thatThrows_isAskedForTheKeysAfterwards() {
    call(set(KEY, "v"));
    watched.throwing = true;
    assertThatThrownBy(() -> call(set(KEY, "w"))).isInstanceOf(IllegalArgumentException.class);
    watched.throwing = false;
    watched.operations.clear();
    call(new Get(KEY));
    call(new Get(KEY));
    assertThat(watched.operations).hasSize(2);
  }

  @Test
  void engine_thatCompletesTwice_doesNotConfuseTheTier() {
    watched.endingTwice = true;
    call(set(KEY, "v"));
    watched.endingTwice = false;
    watched.held = new ArrayList<>();
    engine.execute(new RecordingBatch(set(KEY, "w")));
    List<Runnable> ends = watched.held;
    watched.held = null;
    watched.operations.clear();
    assertThat(value(call(new Get(KEY)))).isEqualTo("w");
    assertThat(watched.operations).as("while a write is in flight").hasSize(1);
    ends.forEach(Runnable::run);
  }

  @Test
  void capabilities_areTheEngines_rolesAreItsOwn() {
    assertThat(engine.capabilities()).contains(Capability.EVICTING);
    assertThat(engine.role(Resizable.class)).containsSame((Resizable) engine);
    assertThat(engine.role(HearsReads.class)).isEmpty();
    assertThat(engine.role(Tracking.class)).isEmpty();
  }

  @Test
  void execute_afterClose_isRefused_evenForHotItems() {
    call(set(KEY, "v"));
    engine.close();
    assertThatThrownBy(() -> call(new Get(KEY))).isInstanceOf(IllegalStateException.class);
    engine.close();
  }

  /* ----- the means ----- */

  private static Store set(Key key, String value) {
    return new Store(
        key, Store.Mode.SET, value.getBytes(StandardCharsets.US_ASCII), 0, Exptime.NEVER);
  }

  private static Arithmetic up(Key key) {
    return new Arithmetic(key, Arithmetic.Direction.UP, 1);
  }

  private Result call(Operation operation) {
    RecordingBatch batch = new RecordingBatch(operation);
    engine.execute(batch);
    return batch.result(0);
  }

  private static String value(Result result) {
    return new String(result.item().value().bytes(), StandardCharsets.US_ASCII);
  }

  private long figure(String name) {
    return Long.parseLong(engine.stats().details().get("ram_tier_" + name));
  }

  /** Records what reaches the engine, and misbehaves on demand. */
  private static final class Watched implements Engine, HearsReads {

    private final Engine engine;
    final List<Operation> operations = new ArrayList<>();
    Batch lastBatch;
    boolean throwing;
    boolean endingTwice;

    /** As an engine does that keeps its items on disk. */
    boolean copying;

    List<Runnable> held;
    CompletableFuture<Void> heldFlush;

    final List<Long> accesses = new ArrayList<>();

    Watched(Engine engine) {
      this.engine = engine;
    }

    @Override
    public void execute(Batch batch) {
      lastBatch = batch;
      if (throwing) {
        throw new IllegalArgumentException("as the test wanted");
      }
      for (int i = 0; i < batch.size(); i++) {
        int index = i;
        operations.add(batch.operation(i));
        RecordingBatch single = new RecordingBatch(batch.operation(i));
        engine.execute(single);
        Result result = copying ? copy(single.result(0)) : single.result(0);
        Runnable end = () -> batch.complete(index, result);
        if (held != null) {
          held.add(end);
        } else {
          end.run();
          if (endingTwice) {
            end.run();
          }
        }
      }
    }

    private static Result copy(Result result) {
      Item item = result.itemOrNull();
      return Result.ok(
          Item.restore(
              item.value().bytes(),
              item.flags(),
              item.exptime(),
              item.cas(),
              item.marks(),
              item.isFetched(),
              item.lastAccess()));
    }

    @Override
    public void accessed(Key key, Item item) {
      accesses.add(item.lastAccess());
    }

    @Override
    public CompletionStage<Void> flush() {
      return heldFlush == null ? engine.flush() : heldFlush;
    }

    @Override
    public void scan(ItemVisitor visitor) {
      engine.scan(visitor);
    }

    @Override
    public EngineStats stats() {
      return engine.stats();
    }

    @Override
    public Set<Capability> capabilities() {
      return engine.capabilities();
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
