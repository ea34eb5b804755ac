package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Operation;
import dev.memotor.engine.ReceivesValues;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.Value;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Outcome;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemoryEngineTest {

  private static final long LIMIT = 8L << 20;

  private final AtomicLong now = new AtomicLong(1_800_000_000L);
  private Engine engine = open(true);

  private Engine open(boolean evict) {
    return new MemoryEngineProvider()
        .open(
            EngineConfig.parse("memory", List.of()),
            EngineContext.defaults().withClock(now::get).withMemoryLimit(LIMIT).withEvict(evict));
  }

  private void reopen(boolean evict) {
    engine.close();
    engine = open(evict);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Returns the result or failure, which must be known when execute returns. */
  private Object outcome(Operation operation) {
    Outcome outcome = RecordingBatch.submit(engine, operation).outcome(0);
    assertThat(outcome).isNotNull();
    return outcome.failure() == null ? outcome.result() : outcome.failure().kind();
  }

  private Status status(Operation operation) {
    return ((Result) outcome(operation)).status();
  }

  private static Store set(String key, int length, long exptime) {
    return new Store(Key.of(key), Store.Mode.SET, new byte[length], 0, exptime);
  }

  private static Get get(String key) {
    return new Get(Key.of(key));
  }

  private boolean resize(long bytes) {
    return engine.role(Resizable.class).orElseThrow().resize(bytes);
  }

  @Test
  void figures_areExact() {
    outcome(set("a", 100, Exptime.NEVER));
    outcome(set("b", 100, Exptime.NEVER));
    outcome(set("a", 200, Exptime.NEVER));
    assertThat(engine.stats().items()).isEqualTo(2);
    assertThat(engine.stats().bytes()).isEqualTo(224 + 120);
    assertThat(engine.stats().totalItems()).isEqualTo(3);
    assertThat(engine.stats().limitBytes()).isEqualTo(LIMIT);
    outcome(new Touch(Key.of("b"), now.get() + 100));
    assertThat(engine.stats().bytes()).isEqualTo(224 + 128);
    outcome(new Delete(Key.of("a")));
    outcome(new Delete(Key.of("b")));
    assertThat(engine.stats().items()).isZero();
    assertThat(engine.stats().bytes()).isZero();
  }

  @Test
  void eviction_keepsTheLimit_andTheFiguresExact() {
    int count = 60_000;
    for (int i = 0; i < count; i++) {
      assertThat(status(set("k" + i, 200, Exptime.NEVER))).isEqualTo(Status.OK);
      assertThat(engine.stats().bytes()).isLessThan(LIMIT + LIMIT / 4);
    }
    Await.until(
        () ->
            engine.stats().bytes() <= LIMIT
                && engine.stats().items() + engine.stats().evictions() == count);
    long[] walked = {0};
    engine.scan(
        (key, item) -> {
          walked[0]++;
          return true;
        });
    assertThat(walked).containsExactly(engine.stats().items());
  }

  @Test
  void eviction_prefersUnreadItems() {
    for (int i = 0; i < 5_000; i++) {
      outcome(set("hot" + i, 200, Exptime.NEVER));
    }
    for (int round = 0; round < 60; round++) {
      for (int i = 0; i < 5_000; i++) {
        outcome(get("hot" + i));
      }
      for (int i = 0; i < 2_000; i++) {
        outcome(set("cold" + round + "-" + i, 200, Exptime.NEVER));
      }
    }
    int left = 0;
    for (int i = 0; i < 5_000; i++) {
      left += status(get("hot" + i)) == Status.OK ? 1 : 0;
    }
    assertThat(left).isGreaterThan(3_500);
  }

  @Test
  void withoutEviction_storingFails_andNothingIsLost() {
    reopen(false);
    assertThat(engine.capabilities()).isEmpty();
    int stored = 0;
    while (outcome(set("k" + stored, 10_000, Exptime.NEVER)) instanceof Result) {
      stored++;
    }
    assertThat(engine.stats().bytes()).isBetween(LIMIT * 9 / 10, LIMIT);
    for (int i = 0; i < stored; i++) {
      assertThat(status(get("k" + i))).isEqualTo(Status.OK);
    }
    Concat append = new Concat(Key.of("k0"), Concat.Side.APPEND, new byte[20_000], 1 << 20);
    assertThat(outcome(append)).isEqualTo(EngineException.Kind.FULL);
    assertThat(status(get("k0"))).isEqualTo(Status.OK);
    assertThat(outcome(set("k0", 40_000, Exptime.NEVER))).isEqualTo(EngineException.Kind.FULL);
    assertThat(status(get("k0"))).isEqualTo(Status.NOT_FOUND);
    assertThat(status(set("k0", 10_000, Exptime.NEVER))).isEqualTo(Status.OK);
    assertThat(engine.stats().evictions()).isZero();
  }

  @Test
  void valueThatArrivesWhenMemoryIsFull_isRead_andRefused() {
    reopen(false);
    int stored = 0;
    while (outcome(set("k" + stored, 10_000, Exptime.NEVER)) instanceof Result) {
      stored++;
    }
    Key key = Key.of("k0");
    Landing landing = arrive(key, 1_000_000);
    assertThat(outcome(new Concat(key, Concat.Side.APPEND, landing, 1 << 21)))
        .isEqualTo(EngineException.Kind.FULL);
    assertThat(status(get("k0"))).isEqualTo(Status.OK);
    landing = arrive(key, 1_000_000);
    assertThat(outcome(new Store(key, Store.Mode.SET, landing, 0, Exptime.NEVER)))
        .isEqualTo(EngineException.Kind.FULL);
    assertThat(status(get("k0"))).isEqualTo(Status.NOT_FOUND);
    for (int i = 1; i < 30; i++) {
      outcome(new Delete(Key.of("k" + i)));
    }
    landing = arrive(key, 100_000);
    assertThat(status(new Store(key, Store.Mode.SET, landing, 0, Exptime.NEVER)))
        .isEqualTo(Status.OK);
  }

  @Test
  void largeValueFromTheHeap_evictsOthers() {
    resize(64 << 20);
    for (int i = 0; engine.stats().evictions() == 0; i++) {
      outcome(set("k" + i, 1000, Exptime.NEVER));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(status(set("large" + i, 20 << 20, Exptime.NEVER))).isEqualTo(Status.OK);
    }
  }

  private Landing arrive(Key key, int length) {
    Landing landing = engine.role(ReceivesValues.class).orElseThrow().receive(key, length);
    int arrived = 0;
    for (ByteBuffer space = landing.space(); space != null; space = landing.space()) {
      arrived += space.remaining();
      space.position(space.limit());
    }
    assertThat(arrived).isEqualTo(length);
    return landing;
  }

  @Test
  void withoutEviction_expiryFreesSpace() {
    reopen(false);
    int stored = 0;
    while (outcome(set("k" + stored, 10_000, now.get() + 5)) instanceof Result) {
      stored++;
    }
    now.addAndGet(5);
    int all = stored;
    Await.until(() -> engine.stats().bytes() == 0 && engine.stats().expired() == all);
    assertThat(status(set("again", 10_000, Exptime.NEVER))).isEqualTo(Status.OK);
  }

  @Test
  void itemLargerThanAllMemory_isRefusedInBothModes() {
    for (boolean evict : new boolean[] {true, false}) {
      reopen(evict);
      outcome(set("k", 10, Exptime.NEVER));
      assertThat(outcome(set("k", 9 << 20, Exptime.NEVER))).isEqualTo(EngineException.Kind.FULL);
      assertThat(status(get("k"))).isEqualTo(Status.NOT_FOUND);
      assertThat(engine.stats().bytes()).isZero();
    }
  }

  @Test
  void expiry_needsNoReads() {
    for (int i = 0; i < 10_000; i++) {
      outcome(set("k" + i, 10, now.get() + 1 + i % 100));
    }
    now.addAndGet(50);
    Await.until(() -> engine.stats().items() == 5_000);
    now.addAndGet(50);
    Await.until(() -> engine.stats().items() == 0 && engine.stats().expired() == 10_000);
    Await.until(() -> "0".equals(engine.stats().details().get("expiry_entries")));
    assertThat(engine.stats().bytes()).isZero();
    assertThat(engine.stats().evictions()).isZero();
  }

  @Test
  void resize_evictsOrAddsSpace() {
    assertThat(resize(32 << 20)).isTrue();
    for (int i = 0; i < 60_000; i++) {
      outcome(set("k" + i, 200, Exptime.NEVER));
    }
    assertThat(engine.stats().evictions()).isZero();
    assertThat(resize(LIMIT)).isTrue();
    Await.until(() -> engine.stats().bytes() <= LIMIT);
    assertThat(engine.stats().items()).isPositive();
    assertThat(resize(LIMIT - 1)).isFalse();
    assertThat(engine.stats().limitBytes()).isEqualTo(LIMIT);
  }

  @Test
  void upkeep_keepsTheItemsItLooksAt_whenAFlushComes() {
    AtomicBoolean armed = new AtomicBoolean();
    AtomicLong kept = new AtomicLong(-1);
    engine.close();
    engine =
        new MemoryEngineProvider()
            .open(
                EngineConfig.parse("memory", List.of()),
                EngineContext.defaults()
                    .withClock(
                        () -> {
                          // Upkeep reads the clock while it uses the table.
                          if (Thread.currentThread().getName().equals("memory-upkeep")
                              && armed.compareAndSet(true, false)) {
                            engine.flush();
                            engine.flush();
                            kept.set(Long.parseLong(detail("memory_bytes")));
                          }
                          return now.get();
                        })
                    .withMemoryLimit(LIMIT));
    outcome(set("k", 3 << 20, Exptime.NEVER));
    armed.set(true);
    Await.until(() -> kept.get() >= 0);
    assertThat(kept.get()).isGreaterThan(3 << 20);
    Await.until(() -> Long.parseLong(detail("memory_bytes")) < 1 << 20);
  }

  @Test
  void flush_keepsTheLimitInForce() {
    resize(16 << 20);
    outcome(set("k", 10, Exptime.NEVER));
    assertThat(engine.flush().toCompletableFuture()).isCompleted();
    assertThat(engine.stats().items()).isZero();
    assertThat(engine.stats().bytes()).isZero();
    assertThat(engine.stats().limitBytes()).isEqualTo(16 << 20);
  }

  @Test
  void open_refusesALocation_andMoreMemoryThanTheJvmAllows() {
    MemoryEngineProvider provider = new MemoryEngineProvider();
    assertThatThrownBy(
            () ->
                provider.open(
                    EngineConfig.parse("memory:/data", List.of()), EngineContext.defaults()))
        .isInstanceOf(EngineException.class)
        .hasMessage("engine memory takes no location, but was given '/data'; write only: memory");
    assertThatThrownBy(
            () ->
                provider.open(
                    EngineConfig.parse("memory", List.of()),
                    EngineContext.defaults().withMemoryLimit(1L << 50)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("the memory limit (-m) is 1073741824 MB, but the JVM allows only");
  }

  private String detail(String name) {
    return engine.stats().details().get(name);
  }

  @Test
  void age_isThatOfTheLeastRecentlyUsedItem() {
    outcome(new Store(Key.of("old"), Store.Mode.SET, new byte[1], 0, Exptime.NEVER));
    outcome(new Store(Key.of("other"), Store.Mode.SET, new byte[1], 0, Exptime.NEVER));
    now.addAndGet(100);
    outcome(new Store(Key.of("new"), Store.Mode.SET, new byte[1], 0, Exptime.NEVER));
    Await.until(() -> "100".equals(detail(EngineStats.AGE)));
    outcome(new Get(Key.of("old")));
    now.addAndGet(11);
    Await.until(() -> "111".equals(detail(EngineStats.AGE)));
    outcome(new Delete(Key.of("other")));
    Await.until(() -> "11".equals(detail(EngineStats.AGE)));
  }

  @Test
  void expiredItems_countAsUnfetched_unlessFetched() {
    for (int i = 0; i < 10; i++) {
      Key key = Key.of("k" + i);
      outcome(new Store(key, Store.Mode.SET, new byte[1], 0, now.get() + 5));
      if (i < 3) {
        outcome(new Get(key));
      }
    }
    now.addAndGet(6);
    Await.until(() -> engine.stats().expired() == 10);
    assertThat(detail(EngineStats.EXPIRED_UNFETCHED)).isEqualTo("7");
  }

  @Test
  void evictions_areCountedByKind() {
    long exptime = now.get() + 1000;
    for (int i = 0; i < 20; i++) {
      byte[] value = new byte[1 << 20];
      outcome(
          new Store(
              Key.of("k" + i), Store.Mode.SET, value, 0, i % 2 == 0 ? exptime : Exptime.NEVER));
      now.addAndGet(1);
    }
    long evictions = engine.stats().evictions();
    assertThat(evictions).isBetween(10L, 19L);
    assertThat(detail(EngineStats.EVICTED_UNFETCHED)).isEqualTo(Long.toString(evictions));
    assertThat(Long.parseLong(detail(EngineStats.EVICTED_NONZERO))).isBetween(1L, evictions - 1);
    assertThat(Long.parseLong(detail(EngineStats.EVICTED_TIME))).isBetween(1L, 20L);
  }

  private Landing landed(String key, int length) {
    Landing landing = engine.role(ReceivesValues.class).orElseThrow().receive(Key.of(key), length);
    assertThat(landing).isNotNull();
    int filled = 0;
    for (ByteBuffer space = landing.space(); filled < length; space = landing.space()) {
      assertThat(space).isNotNull();
      filled += space.remaining();
      while (space.hasRemaining()) {
        space.put((byte) 'x');
      }
    }
    return landing;
  }

  @Test
  void receivedValue_isAppended() {
    outcome(set("k", 100, Exptime.NEVER));
    Value added = landed("k", 20_000);
    assertThat(status(new Concat(Key.of("k"), Concat.Side.APPEND, added, 1 << 20)))
        .isEqualTo(Status.OK);
    byte[] value = ((Result) outcome(get("k"))).item().value().bytes();
    assertThat(value).hasSize(20_100).endsWith('x').startsWith(0);
  }

  @Test
  void receivedValue_outlivesAFlush() {
    Value value = landed("k", 20_000);
    engine.flush();
    assertThat(status(new Store(Key.of("k"), Store.Mode.SET, value, 0, Exptime.NEVER)))
        .isEqualTo(Status.OK);
    assertThat(((Result) outcome(get("k"))).item().value().bytes()).hasSize(20_000).contains('x');
    outcome(new Delete(Key.of("k")));
    engine.flush();
    Await.until(() -> Long.parseLong(detail("memory_bytes")) <= 2 * Memory.PAGE);
  }

  @Test
  void receivedValues_evictOthers() {
    for (int i = 0; i < 2_000; i++) {
      Value value = landed("k" + i, 20_000 + i);
      assertThat(status(new Store(Key.of("k" + i), Store.Mode.SET, value, 0, Exptime.NEVER)))
          .isEqualTo(Status.OK);
    }
    assertThat(engine.stats().evictions()).isGreaterThan(1_000);
  }

  @Test
  void flush_neverFails_howeverFullMemoryIs() {
    resize(32 << 20);
    for (int i = 0; i < 100_000; i++) {
      outcome(set("k" + i, 250, Exptime.NEVER));
    }
    assertThat(resize(LIMIT)).isTrue();
    for (int i = 0; i < 50; i++) {
      assertThat(engine.flush().toCompletableFuture()).isCompleted();
      assertThat(engine.stats().items()).isZero();
      outcome(set("k", 250, Exptime.NEVER));
    }
    Await.until(() -> Long.parseLong(detail("memory_bytes")) <= 16 * Memory.PAGE);
  }
}
