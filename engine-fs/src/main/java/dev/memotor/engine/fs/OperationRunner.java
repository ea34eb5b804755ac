package dev.memotor.engine.fs;

import dev.memotor.engine.CasSource;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import java.util.concurrent.atomic.LongAdder;

/** Applies one operation to the item under its key. Whoever calls is in the key's lane. */
final class OperationRunner {

  /** In place of a value that the operation does not look at. */
  private static final byte[] UNREAD = new byte[0];

  private final Index index;
  private final ItemTree tree;
  private final EngineClock clock;
  private final CasSource casSource;
  private final LongAdder stored = new LongAdder();

  OperationRunner(Index index, ItemTree tree, EngineClock clock, CasSource casSource) {
    this.index = index;
    this.tree = tree;
    this.clock = clock;
    this.casSource = casSource;
  }

  /**
   * The result of an operation that only reads an item which is not there; null for any other. Does
   * not wait, and is right outside the lane if nobody is in it.
   */
  Result missOf(Operation operation) {
    if (!operation.readsItem() || operation.writesItem()) {
      return null;
    }
    long now = clock.now();
    Entry entry = index.get(operation.key());
    if (entry != null && (entry.isRemembered() || !entry.isExpired(now))) {
      return null;
    }
    Item item = entry == null ? null : entry.item(UNREAD);
    Transition transition = Semantics.apply(operation, item, now, casSource);
    return transition.kind() == Transition.Kind.KEEP ? transition.result() : null;
  }

  /**
   * Applies an operation.
   *
   * @param commit finished by the caller before anyone hears of the result
   * @throws EngineException if it could not be applied
   */
  Result run(Operation operation, Commit commit) {
    Key key = operation.key();
    long now = clock.now();
    Entry entry = tree.find(key);
    Item item = operation.readsItem() && entry != null ? read(operation, entry, now) : null;
    if (operation.readsItem() && item == null) {
      // The read may have found that the file is gone.
      entry = index.get(key);
    }
    Transition transition = Semantics.apply(operation, item, now, casSource);
    switch (transition.kind()) {
      case PUT -> put(operation, entry, item, transition.item(), commit);
      case REMOVE -> {
        if (entry != null) {
          tree.remove(key, entry, commit);
        }
      }
      case ACCESS -> entry.recordAccess(now);
      case KEEP -> {}
    }
    return transition.result();
  }

  private Item read(Operation operation, Entry entry, long now) {
    if (!operation.readsValue() || entry.isExpired(now)) {
      return entry.item(UNREAD);
    }
    byte[] value = tree.read(operation.key(), entry);
    return value == null ? null : entry.item(value);
  }

  private void put(Operation operation, Entry entry, Item before, Item after, Commit commit) {
    boolean sameValue = before != null && before.value() == after.value();
    try {
      tree.put(operation.key(), entry, after, sameValue, commit);
    } catch (EngineException e) {
      if (entry != null
          && e.kind() == EngineException.Kind.FULL
          && Semantics.removesWhenRefused(operation)) {
        tree.remove(operation.key(), entry, commit);
      }
      throw e;
    }
    stored.increment();
  }

  /** How many items were stored since the start. */
  long stored() {
    return stored.sum();
  }
}
