package dev.memotor.engine.memory;

import dev.memotor.engine.CasSource;
import dev.memotor.engine.Decimal;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.Transition;
import dev.memotor.engine.Value;
import org.jspecify.annotations.Nullable;

/**
 * Derives what a key holds after an operation, as far as the result shows it. Values come from the
 * operation where possible: the result's item has one only after a {@link Get}.
 */
final class ItemAfter {

  /** The key holds what it held before. */
  static final Item UNCHANGED = Item.restore(new byte[0], 0, Exptime.DEAD, 1, 0, false, 0);

  /** For operations on existing items that keep their CAS numbers. */
  static final CasSource NO_CAS =
      () -> {
        throw new IllegalStateException("only the engine gives CAS numbers");
      };

  private ItemAfter() {}

  /**
   * Returns the item held, {@link #UNCHANGED}, or null if there is none or it is not known.
   *
   * @param items hold what the key held before the operation, or nothing
   */
  static @Nullable Item of(Operation operation, Result result, HotItems items, long now) {
    Item item =
        result.isOk()
            ? ofSuccess(operation, result, items, now)
            : ofRefusal(operation, result.status());
    return item == null || item == UNCHANGED || !item.isExpired(now) ? item : null;
  }

  /** Does the same for a shared store, where only what the result shows is certain. */
  static @Nullable Item ofShared(Operation operation, Result result, long now) {
    if (!(operation instanceof Get get) || !result.isOk() || result.isCreated()) {
      return null;
    }
    Item item = ofGet(get, result.item(), now);
    return item == null || item == UNCHANGED || item.isExpired(now) ? null : item;
  }

  private static @Nullable Item ofRefusal(Operation operation, Status status) {
    return switch (status) {
      case EXISTS, TOO_LARGE, NON_NUMERIC -> UNCHANGED;
      case NOT_STORED ->
          operation instanceof Store store && store.mode() == Store.Mode.ADD ? UNCHANGED : null;
      case OK, NOT_FOUND -> null;
    };
  }

  private static @Nullable Item ofSuccess(
      Operation operation, Result result, HotItems items, long now) {
    return switch (operation.kind()) {
      case STORE -> withValue(result.item(), ((Store) operation).value());
      case ARITHMETIC -> withValue(result.item(), Value.of(Decimal.toBytes(result.number())));
      case GET -> result.isCreated() ? null : ofGet((Get) operation, result.item(), now);
      case TOUCH -> ofTouch((Touch) operation, result.item(), items, now);
      // A delete that keeps the item does not show its CAS number, nor a concat its value.
      case DELETE, CONCAT -> null;
    };
  }

  private static @Nullable Item ofTouch(Touch touch, Item touched, HotItems items, long now) {
    Item before = items.peek(touch.key(), ItemTable.ValueAccess.COPIED);
    return before == null || before.cas() != touched.cas()
        ? null
        : Semantics.apply(touch, before, now, NO_CAS).itemOrNull();
  }

  /** Repeats what a get did, to the item that it shows, which is the one before the get. */
  static @Nullable Item ofGet(Get get, Item shown, long now) {
    if (shown.isExpired(now)) {
      // It has expired since; repeated, the get would miss.
      return null;
    }
    Transition transition = Semantics.apply(get, shown, now, NO_CAS);
    if (transition.kind() != Transition.Kind.ACCESS) {
      return transition.kind() == Transition.Kind.KEEP ? UNCHANGED : transition.itemOrNull();
    }
    if (get.options() == Get.Options.PLAIN) {
      // The reply does not show the access record, so it may be changed in place.
      shown.recordAccess(now);
      return shown;
    }
    return Item.restore(
        shown.value(), shown.flags(), shown.exptime(), shown.cas(), shown.marks(), true, now);
  }

  private static Item withValue(Item item, Value value) {
    return item.value() == value
        ? item
        : Item.restore(
            value,
            item.flags(),
            item.exptime(),
            item.cas(),
            item.marks(),
            item.isFetched(),
            item.lastAccess());
  }
}
