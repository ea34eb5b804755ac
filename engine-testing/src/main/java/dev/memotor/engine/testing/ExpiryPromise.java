package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Items expire by the engine's clock, and their space is reclaimed. */
abstract class ExpiryPromise extends Promise {

  ExpiryPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void expiry_followsTheEnginesClock() {
    Key key = Key.of("k");
    call(Operations.set(key, Operations.bytes("v"), clock.now() + 10));
    clock.advance(9);
    assertEquals(Status.OK, call(new Get(key)).status());
    clock.advance(1);
    assertEquals(Status.NOT_FOUND, call(new Get(key)).status());
    assertEquals(Status.NOT_FOUND, call(new Touch(key, Exptime.NEVER)).status());
    assertEquals(Status.NOT_STORED, call(Operations.append(key, "x")).status());
    assertEquals(Map.of(), scan(), "what a scan sees");
    assertEquals(Status.OK, call(Operations.store(key, Store.Mode.ADD, "new", null)).status());
    assertValue("new", call(new Get(key)).itemOrNull());
  }

  @Test
  void expiry_ofAnOverwrittenItem_doesNotTakeItsSuccessor() {
    for (int i = 0; i < 200; i++) {
      Key key = Key.of("k" + i);
      call(Operations.set(key, Operations.bytes("old"), clock.now() + 5));
      switch (i % 4) {
        case 0 -> call(Operations.set(key, "new"));
        case 1 -> call(new Touch(key, clock.now() + 100_000));
        case 2 -> {
          call(new Delete(key));
          call(Operations.set(key, "new"));
        }
        default -> call(new Get(key, Get.Options.touch(Exptime.NEVER)));
      }
    }
    Key expires = Key.of("expires");
    call(Operations.set(expires, Operations.bytes("v"), clock.now() + 5));
    long before = contract.itemsTakingSpace(engine);
    clock.advance(6);
    await("the expired item's space", () -> contract.itemsTakingSpace(engine) <= before - 1);
    for (int i = 0; i < 200; i++) {
      assertEquals(Status.OK, call(new Get(Key.of("k" + i))).status(), "item " + i);
    }
  }

  @Test
  void expiry_givesSpaceBack_withoutReaders() {
    int[] lifetimes = {1, 2, 59, 60, 61, 3_599, 86_400, 2_592_000};
    List<Operation> stores = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long exptime = clock.now() + lifetimes[i % lifetimes.length];
      stores.add(Operations.set(Key.of("mortal" + i), Operations.bytes("value"), exptime));
    }
    for (int i = 0; i < 100; i++) {
      stores.add(Operations.set(Key.of("immortal" + i), "value"));
    }
    submit(new RecordingBatch(stores)).await(contract.patience());
    long passed = 0;
    long left = 2_100;
    for (int lifetime : lifetimes) {
      clock.advance(lifetime - passed);
      passed = lifetime;
      left -= 2_000 / lifetimes.length;
      long allowed = left;
      await(
          "space of items that expired after " + lifetime + " s",
          () -> contract.itemsTakingSpace(engine) <= allowed);
    }
    assertEquals(100, scan().size(), "items that do not expire");
  }
}
