package dev.memotor.engine.testing;

import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import org.jspecify.annotations.Nullable;

/** Compares an engine's result with the model's, as far as the contract defines it. */
final class ResultComparison {

  private ResultComparison() {}

  /** Returns what is wrong, or null. */
  static @Nullable String difference(Operation operation, Result expected, Result actual) {
    boolean same =
        expected.status() == actual.status()
            && expected.isWon() == actual.isWon()
            && expected.isCreated() == actual.isCreated()
            && expected.number() == actual.number()
            // An expired item may be gone for good already; one that never was cannot expire.
            && (expected.isExpired() || !actual.isExpired())
            && sameItem(operation, expected.itemOrNull(), actual.itemOrNull())
            && (!tellsLength(operation) || expected.valueLength() == actual.valueLength());
    return same ? null : "expected " + show(expected) + " but got " + show(actual);
  }

  private static boolean sameItem(
      Operation operation, @Nullable Item expected, @Nullable Item actual) {
    if (expected == null || actual == null) {
      return expected == actual;
    }
    if (operation instanceof Get) {
      return expected.equals(actual);
    }
    return expected.flags() == actual.flags()
        && expected.exptime() == actual.exptime()
        && expected.cas() == actual.cas()
        && (expected.marks() | Item.COUNTED) == (actual.marks() | Item.COUNTED);
  }

  private static boolean tellsLength(Operation operation) {
    return switch (operation.kind()) {
      case GET, STORE, CONCAT -> true;
      case TOUCH, ARITHMETIC, DELETE -> false;
    };
  }

  private static String show(Result result) {
    Item item = result.itemOrNull();
    return result + (item == null ? "" : " holding " + Operations.show(item.value().bytes()));
  }
}
