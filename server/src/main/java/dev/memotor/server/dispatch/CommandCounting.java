package dev.memotor.server.dispatch;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.Counters;
import dev.memotor.server.observe.counters.LoopCounts;

/** Which of memcached's counters an outcome moves; the same for every protocol. */
final class CommandCounting {

  private CommandCounting() {}

  static void count(Counters counters, LoopCounts loopCounts, Operation operation, Result result) {
    if (operation instanceof Get get) {
      get(counters, get.options(), result);
    } else if (operation instanceof Store store) {
      store(counters, store.condition(), result);
    } else if (operation instanceof Concat concat) {
      store(counters, concat.condition(), result);
    } else if (operation instanceof Arithmetic arithmetic) {
      arithmetic(counters, arithmetic, result);
      if (result.isOk()) {
        loopCounts.count(arithmetic, result);
      }
    } else if (operation instanceof Touch) {
      counters.increment(Counter.CMD_TOUCH);
      counters.increment(result.isOk() ? Counter.TOUCH_HITS : Counter.TOUCH_MISSES);
    } else if (operation instanceof Delete delete) {
      delete(counters, delete, result);
    }
  }

  private static void get(Counters counters, Get.Options options, Result result) {
    if (options == Get.Options.PEEK) {
      counters.increment(Counter.CMD_META);
      return;
    }
    boolean hit = result.isOk();
    // memcached counts a gat as a touch and not as a get; the meta form only if it hits.
    if (options.exptime() != Exptime.NONE && (hit || !options.contest())) {
      counters.increment(Counter.CMD_TOUCH);
      counters.increment(hit ? Counter.TOUCH_HITS : Counter.TOUCH_MISSES);
      return;
    }
    counters.increment(Counter.CMD_GET);
    counters.increment(hit ? Counter.GET_HITS : Counter.GET_MISSES);
    if (result.isExpired()) {
      counters.increment(Counter.GET_EXPIRED);
    }
    if (result.isCreated()) {
      counters.increment(Counter.TOTAL_ITEMS);
    }
  }

  private static void store(Counters counters, CasCondition condition, Result result) {
    counters.increment(Counter.CMD_SET);
    if (result.isOk()) {
      counters.increment(Counter.TOTAL_ITEMS);
    }
    if (condition != null) {
      if (result.isOk()) {
        counters.increment(Counter.CAS_HITS);
      } else if (result.status() == Status.NOT_FOUND) {
        counters.increment(Counter.CAS_MISSES);
      } else if (result.status() == Status.EXISTS) {
        counters.increment(Counter.CAS_BADVAL);
      }
    }
  }

  private static void arithmetic(Counters counters, Arithmetic arithmetic, Result result) {
    boolean up = arithmetic.direction() == Arithmetic.Direction.UP;
    if (result.isCreated()) {
      counters.increment(Counter.TOTAL_ITEMS);
    } else if (result.isOk()) {
      counters.increment(up ? Counter.INCR_HITS : Counter.DECR_HITS);
    } else if (result.status() == Status.NOT_FOUND) {
      counters.increment(up ? Counter.INCR_MISSES : Counter.DECR_MISSES);
    }
  }

  private static void delete(Counters counters, Delete delete, Result result) {
    if (result.status() == Status.NOT_FOUND) {
      counters.increment(Counter.DELETE_MISSES);
    } else if (result.isOk() && delete.keep() == Delete.Keep.NOTHING) {
      counters.increment(Counter.DELETE_HITS);
    }
  }
}
