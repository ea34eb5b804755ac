package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.WriteOptions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a persistent engine holds after a restart. */
abstract class PersistencePromise extends Promise {

  PersistencePromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void persistence_isWhatItClaims() throws Exception {
    Key mortal = Key.of("mortal");
    Key stale = Key.of("stale");
    long now = clock.now();
    call(
        new Store(
            mortal,
            Store.Mode.SET,
            Operations.bytes("v"),
            123,
            now + 100,
            new WriteOptions(null, 0, true)));
    call(Operations.set(stale, "s"));
    call(Operations.markStale(stale, Exptime.NONE));
    call(Operations.contest(stale));
    call(Operations.set(Key.of("deleted"), "v"));
    long casOfDeleted = call(new Get(Key.of("deleted"))).item().cas();
    call(new Delete(Key.of("deleted")));
    Item mortalItem = call(Operations.peek(mortal)).item();
    Item staleItem = call(Operations.peek(stale)).item();
    Set<Capability> capabilities = engine.capabilities();
    engine.close();
    if (!capabilities.contains(Capability.PERSISTENT)) {
      return;
    }
    clock.advance(40);
    engine = reopened();
    assertEquals(capabilities, engine.capabilities());
    assertEquals(mortalItem, call(Operations.peek(mortal)).item());
    assertEquals(staleItem, call(Operations.peek(stale)).item());
    assertEquals(Status.NOT_FOUND, call(new Get(Key.of("deleted"))).status());
    long next = call(Operations.set(Key.of("deleted"), "v")).item().cas();
    assertTrue(
        Long.compareUnsigned(next, casOfDeleted) > 0
            && Long.compareUnsigned(next, staleItem.cas()) > 0,
        () -> "the CAS number after a restart is " + next);
    flush();
    engine.close();
    engine = reopened();
    assertEquals(Map.of(), scan(), "items there again after a flush and a restart");
    call(Operations.set(mortal, Operations.bytes("v"), clock.now() + 10));
    engine.close();
    clock.advance(10);
    engine = reopened();
    assertEquals(Status.NOT_FOUND, call(new Get(mortal)).status());
    await(
        "space of an item that expired while closed", () -> contract.itemsTakingSpace(engine) == 0);
  }
}
