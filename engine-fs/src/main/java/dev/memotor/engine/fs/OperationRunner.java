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
import dev.memotor.engine.Value;
import java.util.concurrent.atomic.LongAdder;

/** Applies an operation to the item under its key. Callers are in the key's lane. */
final class OperationRunner {

  /** Stands for a value that the operation does not read. */
  private static final Value UNREAD = Value.of(new byte[0]);

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
   * Returns the result of a read that misses, or null for any other operation. Does not wait; may
   * be called outside the lane while that is free.
   */
  Result missOf(Operation operation) {
    if (!operation.readsItem() || operation.writesItem()) {
      return null;
    }
    long now = clock.now();
    IndexEntry entry = index.get(operation.key());
    if (entry != null && (entry.isRemembered() || !entry.isExpired(now))) {
      return null;
    }
    Item item = entry == null ? null : entry.item(UNREAD);
    Transition transition = Semantics.apply(operation, item, now, casSource);
    return transition.kind() == Transition.Kind.KEEP ? transition.result() : null;
  }

  /**
   * Applies an operation if that takes at most one write to, or read of, a small file that exists.
   *
   * @return null if it takes more, in which case nothing has changed
   * @throws EngineException if it could not be applied
   */
  Result runInline(Operation operation, Commit commit) {
    Key key = operation.key();
    long now = clock.now();
    IndexEntry entry = index.get(key);
    if (entry == null || entry.isRemembered() || !entry.mayChangeInline()) {
      return null;
    }
    Item item = operation.readsItem() ? read(operation, entry, now) : null;
    if (operation.readsItem() && item == null) {
      return null;
    }
    Transition transition = Semantics.apply(operation, item, now, casSource);
    if (transition.kind() == Transition.Kind.REMOVE
        || transition.kind() == Transition.Kind.PUT && !fits(entry, item, transition.item())) {
      return null;
    }
    perform(operation, entry, item, transition, now, commit);
    return transition.result();
  }

  private static boolean fits(IndexEntry entry, Item before, Item after) {
    return isSameValue(before, after) || entry.layout().accepts(after.value().length());
  }

  private static boolean isSameValue(Item before, Item after) {
    return before != null && before.value() == after.value();
  }

  /**
   * Applies an operation.
   *
   * @param commit finished by the caller before the result is delivered
   * @throws EngineException if it could not be applied
   */
  Result run(Operation operation, Commit commit) {
    Key key = operation.key();
    long now = clock.now();
    IndexEntry entry = tree.find(key);
    Item item = operation.readsItem() && entry != null ? read(operation, entry, now) : null;
    if (operation.readsItem() && item == null) {
      // The read may have found that the file is gone.
      entry = index.get(key);
    }
    Transition transition = Semantics.apply(operation, item, now, casSource);
    perform(operation, entry, item, transition, now, commit);
    return transition.result();
  }

  private void perform(
      Operation operation,
      IndexEntry entry,
      Item before,
      Transition transition,
      long now,
      Commit commit) {
    switch (transition.kind()) {
      case PUT -> put(operation, entry, before, transition.item(), commit);
      case REMOVE -> {
        if (entry != null) {
          tree.remove(operation.key(), entry, commit);
        }
      }
      case ACCESS -> entry.recordAccess(now);
      case KEEP -> {}
    }
  }

  private Item read(Operation operation, IndexEntry entry, long now) {
    if (!operation.readsValue() || entry.isExpired(now)) {
      return entry.item(UNREAD);
    }
    byte[] value = tree.read(operation.key(), entry);
    return value == null ? null : entry.item(Value.of(value));
  }

  private void put(Operation operation, IndexEntry entry, Item before, Item after, Commit commit) {
    try {
      tree.put(operation.key(), entry, after, isSameValue(before, after), commit);
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

  /** Returns the number of items stored since the start. */
  long stored() {
    return stored.sum();
  }
}
