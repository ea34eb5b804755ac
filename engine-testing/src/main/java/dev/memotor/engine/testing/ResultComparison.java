package dev.memotor.engine.testing;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;

/** Holds an engine's result against the model's, with the freedom that the contract leaves. */
final class ResultComparison {

  private ResultComparison() {}

  /** Returns what is wrong, or null. */
  static String difference(Operation operation, Result expected, Result actual) {
    boolean same =
        expected.status() == actual.status()
            && expected.isWon() == actual.isWon()
            && expected.isCreated() == actual.isCreated()
            && expected.number() == actual.number()
            // An expired item may be gone for good already; one that never was cannot expire.
            && (expected.isExpired() || !actual.isExpired())
            && sameItem(operation, expected.item(), actual.item());
    return same ? null : "expected " + show(expected) + " but got " + show(actual);
  }

  private static boolean sameItem(Operation operation, Item expected, Item actual) {
    if (expected == null || actual == null) {
      return expected == actual;
    }
    if (operation instanceof Get) {
      return expected.equals(actual);
    }
    boolean sameLength = expected.value().length == actual.value().length;
    boolean lengthFree = operation instanceof Touch || operation instanceof Arithmetic;
    if (!lengthFree && (operation instanceof Store || operation instanceof Concat) && !sameLength) {
      return false;
    }
    return expected.flags() == actual.flags()
        && expected.exptime() == actual.exptime()
        && expected.cas() == actual.cas()
        && (expected.marks() | Item.COUNTED) == (actual.marks() | Item.COUNTED);
  }

  private static String show(Result result) {
    Item item = result.item();
    return result + (item == null ? "" : " holding " + Operations.show(item.value()));
  }
}
