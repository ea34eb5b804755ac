package dev.memotor.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.WriteOptions;
import dev.memotor.server.fixture.Observed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The counters that each command increments, and no others. */
final class CommandCountsTest {

  private static final Key KEY = Key.of("k");
  private static final byte[] VALUE = {'1'};
  private static final Result HIT = Result.ok(Item.of(VALUE, 0, 0, 1, 1));
  private static final CasCondition CAS = new CasCondition(7);

  private static void moves(Operation operation, Result result, Counter... expected) {
    Observed observed = new Observed();
    observed.loop().executed(operation, result);
    Snapshot snapshot = observed.snapshot();
    for (Counter counter : Counter.values()) {
      boolean moved = List.of(expected).contains(counter);
      assertThat(snapshot.get(counter))
          .as("%s after %s of %s", counter, result, operation)
          .isEqualTo(moved ? 1 : 0);
    }
  }

  @Test
  void gets() {
    Operation get = new Get(KEY);
    moves(get, HIT, Counter.CMD_GET, Counter.GET_HITS);
    moves(get, Result.NOT_FOUND, Counter.CMD_GET, Counter.GET_MISSES);
    moves(get, Result.EXPIRED_ITEM, Counter.CMD_GET, Counter.GET_MISSES, Counter.GET_EXPIRED);
    Operation touching = new Get(KEY, Get.Options.touch(10));
    moves(touching, HIT, Counter.CMD_TOUCH, Counter.TOUCH_HITS);
    moves(touching, Result.NOT_FOUND, Counter.CMD_TOUCH, Counter.TOUCH_MISSES);
    moves(new Get(KEY, Get.Options.PEEK), HIT, Counter.CMD_META);
  }

  @Test
  void stores() {
    Operation set = new Store(KEY, Store.Mode.SET, VALUE, 0, 0);
    moves(set, HIT, Counter.CMD_SET, Counter.TOTAL_ITEMS);
    moves(set, Result.NOT_STORED, Counter.CMD_SET);
    Operation cas = new Store(KEY, Store.Mode.SET, VALUE, 0, 0, new WriteOptions(CAS));
    moves(cas, HIT, Counter.CMD_SET, Counter.TOTAL_ITEMS, Counter.CAS_HITS);
    moves(cas, Result.NOT_FOUND, Counter.CMD_SET, Counter.CAS_MISSES);
    moves(cas, Result.EXISTS, Counter.CMD_SET, Counter.CAS_BADVAL);
    Operation append = new Concat(KEY, Concat.Side.APPEND, VALUE, 100);
    moves(append, HIT, Counter.CMD_SET, Counter.TOTAL_ITEMS);
    moves(append, Result.TOO_LARGE, Counter.CMD_SET);
  }

  @Test
  void countsTouchesAndDeletes() {
    Operation up = new Arithmetic(KEY, Arithmetic.Direction.UP, 1);
    Operation down = new Arithmetic(KEY, Arithmetic.Direction.DOWN, 1);
    moves(up, Result.counted(HIT.item(), 2), Counter.INCR_HITS);
    moves(up, Result.NOT_FOUND, Counter.INCR_MISSES);
    moves(up, Result.NON_NUMERIC);
    moves(up, Result.countCreated(HIT.item(), 1), Counter.TOTAL_ITEMS);
    moves(down, Result.counted(HIT.item(), 0), Counter.DECR_HITS);
    moves(down, Result.NOT_FOUND, Counter.DECR_MISSES);
    moves(new Touch(KEY, 10), HIT, Counter.CMD_TOUCH, Counter.TOUCH_HITS);
    moves(new Touch(KEY, 10), Result.NOT_FOUND, Counter.CMD_TOUCH, Counter.TOUCH_MISSES);
    moves(new Delete(KEY), Result.DONE, Counter.DELETE_HITS);
    moves(new Delete(KEY), Result.NOT_FOUND, Counter.DELETE_MISSES);
    moves(new Delete(KEY), Result.EXISTS);
    moves(new Delete(KEY, Delete.Keep.STALE_ITEM, null, Exptime.NONE, 0, 0), Result.DONE);
  }
}
