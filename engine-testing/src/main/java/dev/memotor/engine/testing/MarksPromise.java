package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Stale and won items of the meta protocol. */
abstract class MarksPromise extends Promise {

  MarksPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void marks_ofAStaleItem_areHandedOutOnce() {
    Key key = Key.of("s");
    long cas = call(Operations.set(key, "s")).item().cas();
    call(Operations.markStale(key, clock.now() + 30));
    Result first = call(Operations.contest(key));
    assertTrue(first.isWon() && first.item().isStale());
    assertValue("s", first.item());
    assertEquals(clock.now() + 30, first.item().exptime());
    Result second = call(Operations.contest(key));
    assertFalse(second.isWon());
    assertTrue(second.item().isWon() && second.item().isStale());
    CasCondition older = new CasCondition(cas, true);
    assertEquals(Status.OK, call(Operations.store(key, Store.Mode.SET, "t", older)).status());
    Result third = call(Operations.contest(key));
    assertTrue(third.item().isStale() && third.item().isWon() && !third.isWon());
    assertValue("t", third.item());
    assertEquals(clock.now() + 30, third.item().exptime());
    call(Operations.set(key, "u"));
    Result last = call(Operations.contest(key));
    assertFalse(last.isWon() || last.item().isStale() || last.item().isWon());
  }

  @Test
  void marks_ofAMiss_makeOneReaderWin() throws Exception {
    Key key = Key.of("v");
    Get vivify =
        new Get(
            key,
            new Get.Options(
                true, true, Exptime.NONE, null, new Get.Vivify(clock.now() + 30, 0, true)));
    ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
    inParallel(8, thread -> results.add(call(vivify)));
    assertEquals(1, results.stream().filter(Result::isWon).count(), "readers that won");
    assertEquals(1, results.stream().filter(Result::isCreated).count(), "readers that created");
    Item item = call(Operations.peek(key)).item();
    assertTrue(item.isWon() && item.hasBinaryKey());
    assertEquals(0, item.value().length());
  }

  @Test
  void marks_ofAnItemThatExpiresSoon_makeOneReaderWin() {
    Key key = Key.of("r");
    call(Operations.set(key, Operations.bytes("v"), clock.now() + 20));
    Get recache =
        new Get(
            key,
            new Get.Options(
                true, true, Exptime.NONE, new Get.Recache(clock.now() + 30, false), null));
    assertTrue(call(recache).isWon());
    assertFalse(call(recache).isWon());
    assertTrue(call(recache).item().isWon());
    call(Operations.set(key, Operations.bytes("v"), clock.now() + 40));
    assertFalse(call(recache).isWon());
  }
}
