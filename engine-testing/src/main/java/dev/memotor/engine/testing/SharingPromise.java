package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memotor.engine.Capability;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.Tracking;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Two engines over one store, for those that are {@link Capability#SHARED} or {@link Tracking}. */
abstract class SharingPromise extends Promise {

  SharingPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void sharing_byTwoEngines_isAsSafeAsOne() throws Exception {
    if (!engine.capabilities().contains(Capability.SHARED)) {
      return;
    }
    Engine other = openBeside();
    List<Engine> both = List.of(engine, other);
    List<Key> counters = List.of(Key.of("n0"), Key.of("n1"), Key.of("n2"));
    for (Key counter : counters) {
      call(Operations.set(counter, "0"));
    }
    Set<String> seen = Collections.synchronizedSet(new HashSet<>());
    inParallel(
        16,
        writer -> {
          Engine mine = both.get(writer % 2);
          for (int i = 0; i < 60; i++) {
            Key counter = counters.get(i % counters.size());
            Result counted = call(mine, Operations.up(counter, 1));
            assertTrue(
                seen.add(counter + " number " + counted.number()), "a number returned twice");
            assertTrue(seen.add(counter + " CAS " + counted.item().cas()), "a CAS number again");
          }
        });
    for (Engine one : both) {
      for (Key counter : counters) {
        awaitOthers(
            () ->
                Arrays.equals(
                    Operations.bytes("320"), call(one, new Get(counter)).item().value().bytes()));
        assertValue("320", call(one, new Get(counter)).itemOrNull());
      }
    }
    Key key = Key.of("contended");
    call(Operations.set(key, "old"));
    awaitOthers(() -> call(other, new Get(key)).isOk());
    long cas = call(other, new Get(key)).item().cas();
    Set<Integer> winners = Collections.synchronizedSet(new HashSet<>());
    inParallel(
        8,
        writer -> {
          Operation swap = Operations.store(key, Store.Mode.SET, "new", new CasCondition(cas));
          if (call(both.get(writer % 2), swap).isOk()) {
            winners.add(writer);
          }
        });
    assertEquals(1, winners.size(), "compare-and-swaps that won");
    finish(other.flush().toCompletableFuture());
    awaitOthers(() -> !call(new Get(key)).isOk());
    assertEquals(Status.NOT_FOUND, call(new Get(key)).status());
  }

  private void awaitOthers(BooleanSupplier seen) {
    if (!contract.seesOthersAtOnce()) {
      await("a change by others to be seen", seen);
    }
  }

  @Test
  void tracking_reportsChanges_byOthersToo() throws Exception {
    Optional<Tracking> tracking = engine.role(Tracking.class);
    if (tracking.isEmpty()) {
      return;
    }
    Changes changes = new Changes();
    tracking.get().track(changes);
    await("tracking to begin", () -> changes.whole);
    Engine other = openBeside();
    for (Engine one : List.of(engine, other)) {
      for (Operation operation : everyKindOfChange()) {
        changes.keys.clear();
        call(one, operation);
        await(operation + " to be reported", () -> changes.keys.contains(operation.key()));
      }
    }
    Key removed = Key.of("removed");
    call(Operations.set(removed, "v"));
    await("the set to be reported", () -> changes.keys.contains(removed));
    changes.keys.clear();
    int losses = changes.losses;
    finish(other.flush().toCompletableFuture());
    await("a flush", () -> changes.keys.contains(removed) || changes.losses > losses);
  }

  private List<Operation> everyKindOfChange() {
    Key key = Key.of("changed");
    long later = clock.now() + 1_000;
    return List.of(
        Operations.store(key, Store.Mode.ADD, "1", null),
        Operations.set(key, "2"),
        Operations.up(key, 1),
        Operations.append(key, "0"),
        new Touch(key, later),
        new Get(key, Get.Options.touch(later + 1)),
        new Delete(key));
  }

  private static final class Changes implements ChangeListener {

    final Set<Key> keys = ConcurrentHashMap.newKeySet();
    volatile boolean whole;
    volatile int losses;

    @Override
    public void changed(Key key) {
      keys.add(key);
    }

    @Override
    public synchronized void lost() {
      assertTrue(whole, "lost twice in a row");
      whole = false;
      losses++;
    }

    @Override
    public synchronized void regained() {
      assertFalse(whole, "regained twice in a row");
      whole = true;
    }
  }
}
