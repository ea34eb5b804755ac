package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import dev.memotor.engine.Resizable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory limits, eviction, and the capabilities that declare them. */
abstract class CapacityPromise extends Promise {

  private static final long SMALL_MEMORY_LIMIT = 8L << 20;

  CapacityPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void capabilities_areTheSameAtEveryCall() {
    assertEquals(engine.capabilities(), engine.capabilities());
  }

  @Test
  void resize_worksIfTheEngineIsResizable() {
    long wanted = MEMORY_LIMIT / 2;
    engine
        .role(Resizable.class)
        .ifPresent(
            resizable -> {
              assertTrue(resizable.resize(wanted), "resize");
              assertEquals(wanted, engine.stats().limitBytes());
            });
  }

  @Test
  void eviction_happensIfDeclared_andNotIfNot() throws Exception {
    Engine small = openWith(SMALL_MEMORY_LIMIT, true);
    boolean evicting = small.capabilities().contains(Capability.EVICTING);
    int count = 3_000;
    List<Integer> lost = fill(small, count, false);
    if (!evicting) {
      assertEquals(List.of(), lost, "items lost by an engine that does not evict");
      return;
    }
    await(
        "the memory limit to hold",
        () -> small.stats().bytes() <= small.stats().limitBytes() && small.stats().evictions() > 0);
    assertTrue(small.stats().evictions() > 0, "evictions");
    assertTrue(lost.size() < count, "nothing is left");
  }

  @Test
  void eviction_neverHappensUnlessAllowed() throws Exception {
    Engine strict = openWith(SMALL_MEMORY_LIMIT, false);
    assertFalse(strict.capabilities().contains(Capability.EVICTING), "EVICTING with -M");
    assertEquals(List.of(), fill(strict, 3_000, true), "items lost");
    assertEquals(0, strict.stats().evictions());
  }

  /** Stores three times the small limit; returns which acknowledged items are not there. */
  private List<Integer> fill(Engine target, int count, boolean mayRefuse) {
    byte[] value = new byte[8 << 10];
    List<Integer> acknowledged = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordingBatch batch =
          submit(
              target, new RecordingBatch(Operations.set(Key.of("fill" + i), value, Exptime.NEVER)));
      batch.await(contract.patience());
      EngineException failure = batch.failure(0);
      if (failure == null) {
        acknowledged.add(i);
      } else if (!mayRefuse || failure.kind() != EngineException.Kind.FULL) {
        fail("a set ended with " + batch.outcome(0));
      }
    }
    assertFalse(acknowledged.isEmpty(), "nothing could be stored");
    List<Integer> lost = new ArrayList<>();
    for (int i : acknowledged) {
      RecordingBatch batch =
          submit(target, new RecordingBatch(Operations.peek(Key.of("fill" + i))));
      batch.await(contract.patience());
      if (!batch.result(0).isOk()) {
        lost.add(i);
      }
    }
    if (mayRefuse && acknowledged.size() < count) {
      keepsOrRemovesOnRefusal(target, acknowledged.get(0));
    }
    return lost;
  }

  /** A refused set removes the old value, a refused append keeps it. */
  private void keepsOrRemovesOnRefusal(Engine target, int index) {
    Key key = Key.of("fill" + index);
    byte[] larger = new byte[1 << 20];
    RecordingBatch batch =
        submit(
            target,
            new RecordingBatch(
                new Concat(key, Concat.Side.APPEND, larger, MAX_ITEM_SIZE),
                Operations.peek(key),
                Operations.set(key, larger, Exptime.NEVER),
                Operations.peek(key)));
    batch.await(contract.patience());
    assertRefused(batch, 0);
    assertTrue(batch.result(1).isOk(), "the old value after a refused append");
    assertRefused(batch, 2);
    assertFalse(batch.result(3).isOk(), "the old value after a refused set");
    submit(target, new RecordingBatch(Operations.set(key, new byte[8], Exptime.NEVER)))
        .await(contract.patience());
  }

  private static void assertRefused(RecordingBatch batch, int index) {
    EngineException failure = batch.failure(index);
    assertTrue(
        failure != null && failure.kind() == EngineException.Kind.FULL,
        () -> "a write to a full store ended with " + batch.outcome(index));
  }
}
