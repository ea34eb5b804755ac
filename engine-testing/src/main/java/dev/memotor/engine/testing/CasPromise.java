package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.WriteOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** CAS numbers: new at each change, never reused, and one winner for each. */
abstract class CasPromise extends Promise {

  CasPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void cas_isNewAtEachChange_andNeverReused() {
    Key key = Key.of("k");
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      List<Operation> changes =
          List.of(
              Operations.set(key, "1"),
              Operations.up(key, 0),
              Operations.append(key, ""),
              Operations.markStale(key, Exptime.NONE),
              new Delete(key, Delete.Keep.STALE_EMPTY_ITEM, null, Exptime.NONE, 0, 0));
      for (Operation change : changes) {
        call(change);
        long cas = call(Operations.peek(key)).item().cas();
        assertNotEquals(0, cas, "a CAS number");
        assertTrue(seen.add(cas), () -> "CAS number " + cas + " came twice");
      }
      call(new Delete(key));
      if (i % 20 == 19) {
        flush();
      }
    }
  }

  @Test
  void cas_begins_atSmallNumbers() {
    long cas = call(Operations.set(Key.of("k"), "v")).item().cas();
    assertTrue(cas > 0 && cas < 1 << 20, () -> "the first CAS number is " + cas);
  }

  @Test
  void cas_returnedByAWrite_isTheItems() {
    Key key = Key.of("k");
    for (Operation write :
        List.of(
            Operations.set(key, "1"),
            Operations.append(key, "2"),
            Operations.up(key, 1),
            Operations.store(key, Store.Mode.REPLACE, "x", null))) {
      assertEquals(call(write).item().cas(), call(Operations.peek(key)).item().cas());
    }
  }

  @Test
  void cas_condition_letsOneOfManyWin() throws Exception {
    Key key = Key.of("k");
    long cas = call(Operations.set(key, "0")).item().cas();
    ConcurrentLinkedQueue<Status> statuses = new ConcurrentLinkedQueue<>();
    inParallel(
        8,
        thread ->
            statuses.add(
                call(Operations.store(key, Store.Mode.SET, "t" + thread, new CasCondition(cas)))
                    .status()));
    assertEquals(1, Collections.frequency(new ArrayList<>(statuses), Status.OK));
    assertEquals(7, Collections.frequency(new ArrayList<>(statuses), Status.EXISTS));
  }

  @Test
  void cas_isKeptByTouch() {
    Key key = Key.of("k");
    long cas = call(Operations.set(key, "v")).item().cas();
    call(new Touch(key, clock.now() + 10));
    assertEquals(clock.now() + 10, call(Operations.peek(key)).item().exptime());
    call(new Get(key, Get.Options.touch(clock.now() + 20)));
    Item item = call(Operations.peek(key)).item();
    assertEquals(cas, item.cas());
    assertEquals(clock.now() + 20, item.exptime());
  }

  @Test
  void cas_chosenByTheClient_isGiven() {
    Key key = Key.of("k");
    for (long chosen : new long[] {77, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      call(
          new Store(
              key,
              Store.Mode.SET,
              Operations.bytes("v"),
              0,
              Exptime.NEVER,
              new WriteOptions(null, chosen, false)));
      assertEquals(chosen, call(Operations.peek(key)).item().cas());
    }
  }
}
