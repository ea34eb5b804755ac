package dev.memotor.engine.memory;

import dev.memotor.engine.CasSource;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Landing;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Store;
import dev.memotor.engine.Transition;
import org.jspecify.annotations.Nullable;

/**
 * All items stored between two flushes. A flush replaces the generation by a new one, which takes
 * the same short time whatever the old one holds.
 *
 * <p>A key is changed under the lock of its stripe. Reads take no lock.
 */
final class Generation {

  final ItemTable table;
  private final CasSource casSource;
  private final Counters counters;

  Generation(ItemTable table, CasSource casSource, Counters counters) {
    this.table = table;
    this.casSource = casSource;
    this.counters = counters;
  }

  /**
   * Executes one operation in a turn; throws an {@link EngineException} of kind FULL if there is no
   * room.
   */
  Result execute(Operation operation, long now, Turn turn) {
    if (operation instanceof Get get) {
      Item item = table.read(get.key(), get.options().recordAccess(), turn.accessFor(get));
      Transition transition = Semantics.apply(get, item, now, casSource);
      if (!transition.changes()) {
        recordAccess(get.key(), transition, now);
        return transition.result();
      }
      // Rare: the get creates, touches or wins, so it runs again under the key's lock.
    } else if (isLost(operation)) {
      return refuse(operation, now);
    } else if (operation instanceof Store store && table.needsCopy(store.key(), store.value())) {
      return store(store, now, turn);
    }
    return change(operation, now, turn);
  }

  /** Returns whether there was no memory for an operation's value when it arrived. */
  private static boolean isLost(Operation operation) {
    return Landing.of(operation) instanceof TableLanding landing && landing.ranOut();
  }

  /** Stores a value that needs several blocks. */
  private Result store(Store store, long now, Turn turn) {
    TableLanding copy = table.copy(store.key(), store.value(), turn);
    if (copy == null) {
      return refuse(store, now);
    }
    try {
      return change(
          new Store(
              store.key(), store.mode(), copy, store.flags(), store.exptime(), store.options()),
          now,
          turn);
    } finally {
      copy.abandon();
    }
  }

  private Result change(Operation operation, long now, Turn turn) {
    for (int attempt = 1; attempt <= ItemTable.ATTEMPTS; attempt++) {
      Result result = tryToChange(operation, now, turn);
      table.makeRoom();
      if (result != null) {
        return result;
      }
      turn.renew();
      if (table.evicts()) {
        ItemTable.awaitTurns(attempt);
      }
    }
    return refuse(operation, now);
  }

  /** Returns null, and has changed nothing, if there is no memory. */
  private @Nullable Result tryToChange(Operation operation, long now, Turn turn) {
    Key key = operation.key();
    int hash = ItemTable.hash(key);
    synchronized (table.stripe(hash)) {
      long found = table.find(key, hash, operation.readsItem());
      Item item =
          found == 0 || !operation.readsItem()
              ? null
              : table.item(found, turn.accessFor(operation));
      Transition transition = Semantics.apply(operation, item, now, casSource);
      switch (transition.kind()) {
        case PUT -> {
          if (!table.put(key, hash, found, item, transition.item())) {
            return null;
          }
          counters.stored().increment();
        }
        case REMOVE -> remove(hash, found);
        default -> recordAccess(key, transition, now);
      }
      return transition.result();
    }
  }

  /** Refuses an operation if it would store something; otherwise it needs no memory. */
  private Result refuse(Operation operation, long now) {
    Key key = operation.key();
    int hash = ItemTable.hash(key);
    synchronized (table.stripe(hash)) {
      long found = table.find(key, hash, false);
      Item item = found == 0 ? null : table.item(found, ItemTable.ValueAccess.LENT);
      Transition transition = Semantics.apply(operation, item, now, casSource);
      boolean stores = transition.kind() == Transition.Kind.PUT;
      if (transition.kind() == Transition.Kind.REMOVE
          || (stores && Semantics.removesWhenRefused(operation))) {
        remove(hash, found);
      }
      if (!stores) {
        return transition.result();
      }
    }
    throw new EngineException(
        EngineException.Kind.FULL, "all memory for items is in use (the memory limit, -m)");
  }

  private void recordAccess(Key key, Transition transition, long now) {
    if (transition.kind() == Transition.Kind.ACCESS) {
      Item item = transition.item();
      // Usually recorded already; not writing it again spares other threads a cache miss.
      if (item.lastAccess() != now || !item.isFetched()) {
        if (item.value() instanceof TableValue value) {
          table.recordAccess(value, now);
        } else {
          table.recordAccess(key, now);
        }
      }
    }
  }

  private void remove(int hash, long found) {
    if (found != 0) {
      table.remove(hash, found);
    }
  }
}
