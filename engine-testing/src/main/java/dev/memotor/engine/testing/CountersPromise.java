package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arithmetic on unsigned 64-bit numbers. */
abstract class CountersPromise extends Promise {

  CountersPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void counters_atTheEdgesOf64Bits() {
    Key key = Key.of("n");
    call(Operations.set(key, "18446744073709551614"));
    assertEquals(-1, call(Operations.up(key, 1)).number());
    assertValue("18446744073709551615", call(new Get(key)).itemOrNull());
    assertEquals(0, call(Operations.up(key, 1)).number());
    assertValue("0", call(new Get(key)).itemOrNull());
    assertEquals(0, call(Operations.down(key, 1)).number());
    assertEquals(Long.MAX_VALUE, call(Operations.up(key, Long.MAX_VALUE)).number());
    assertEquals(Long.MIN_VALUE, call(Operations.up(key, 1)).number());
    assertValue("9223372036854775808", call(new Get(key)).itemOrNull());
    assertEquals(Long.MAX_VALUE, call(Operations.down(key, 1)).number());
    assertEquals(0, call(Operations.down(key, -1)).number());
    assertEquals(-1, call(Operations.up(key, -1)).number());
    assertEquals(0, call(Operations.down(key, -1)).number());
    call(Operations.set(key, "10"));
    call(Operations.down(key, 1));
    assertValue("9", call(new Get(key)).itemOrNull());
    for (String value : List.of("", "x", "1.5", "-1", "18446744073709551616", "1 2")) {
      call(Operations.set(key, value));
      assertEquals(Status.NON_NUMERIC, call(Operations.up(key, 1)).status(), "'" + value + "'");
      assertValue(value, call(new Get(key)).itemOrNull());
    }
  }

  @Test
  void counters_keepFlagsAndExptime_andBeginWhereAsked() {
    Key key = Key.of("n");
    long exptime = clock.now() + 1_000;
    call(new Store(key, Store.Mode.SET, Operations.bytes("7"), 99, exptime));
    call(Operations.up(key, 1));
    Item item = call(new Get(key)).item();
    assertValue("8", item);
    assertEquals(99, item.flags());
    assertEquals(exptime, item.exptime());
    Key fresh = Key.of("fresh");
    Arithmetic begin =
        new Arithmetic(fresh, Arithmetic.Direction.UP, 5, new Arithmetic.Vivify(exptime, -1));
    Result created = call(begin);
    assertTrue(created.isCreated());
    assertEquals(-1, created.number());
    assertEquals(4, call(begin).number());
    assertEquals(exptime, call(new Get(fresh)).item().exptime());
  }
}
