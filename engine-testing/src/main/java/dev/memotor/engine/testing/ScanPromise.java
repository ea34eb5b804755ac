package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A scan shows each live item once. */
abstract class ScanPromise extends Promise {

  ScanPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void scan_showsEachLiveItemOnce_whileOthersChange() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      call(Operations.set(Key.of("stable" + i), "stable"));
      call(Operations.set(Key.of("moving" + i), "0"));
    }
    call(Operations.set(Key.of("dying"), Operations.bytes("v"), clock.now() + 1));
    clock.advance(1);
    inParallel(
        3,
        thread -> {
          if (thread == 0) {
            for (int i = 0; i < 1_000; i++) {
              call(Operations.up(Key.of("moving" + i), 1));
              call(Operations.set(Key.of("new" + i), "v"));
            }
            return;
          }
          for (int round = 0; round < 3; round++) {
            Map<Key, Integer> seen = scan();
            for (int i = 0; i < 1_000; i++) {
              assertEquals(1, seen.get(Key.of("stable" + i)), "a stable item");
              assertEquals(1, seen.get(Key.of("moving" + i)), "an item that changes");
              assertTrue(seen.getOrDefault(Key.of("new" + i), 0) <= 1, "a new item");
            }
            assertFalse(seen.containsKey(Key.of("dying")), "an expired item");
          }
        });
  }

  @Test
  void scan_showsWholeItems_andStopsWhenTold() {
    long exptime = clock.now() + 50;
    call(new Store(Key.of("k"), Store.Mode.SET, Operations.bytes("value"), 7, exptime));
    engine.scan(
        (key, item) -> {
          assertEquals(Key.of("k"), key);
          assertEquals(call(Operations.peek(key)).itemOrNull(), item);
          return true;
        });
    for (int i = 0; i < 50; i++) {
      call(Operations.set(Key.of("k" + i), "v"));
    }
    int[] visits = new int[1];
    engine.scan((key, item) -> ++visits[0] < 5);
    assertEquals(5, visits[0], "visits");
  }
}
