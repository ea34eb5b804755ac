package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.CasSource;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import dev.memotor.engine.support.ExpiryWheel;

/**
 * All items stored between two flushes. A flush puts a new generation in the place of the old one,
 * which takes no time whatever it holds.
 *
 * <p>Changes of a key happen under the lock of its stripe. Reads take no lock. Evictions do not
 * take it either: they come between two operations, or are overtaken by the one at hand.
 */
final class Generation {

  /** Many more than threads, so that two of them rarely meet. */
  private static final int STRIPES = 1024;

  private final Object[] stripes = new Object[STRIPES];
  private final Counters counters;
  private final CasSource casSource;
  private final boolean evict;
  private final ItemTable table;
  private final ExpiryWheel wheel;

  Generation(long limit, boolean evict, long now, CasSource casSource, Counters counters) {
    this.evict = evict;
    this.casSource = casSource;
    this.counters = counters;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Object();
    }
    table = new ItemTable(limit, (key, item) -> counters.evicted(item));
    wheel = new ExpiryWheel(now);
  }

  /** See {@link ItemTable#warm}. */
  void warm(Batch batch) {
    table.warm(batch);
  }

  /** Executes one operation; throws an {@link EngineException} if there is no room. */
  Result execute(Operation operation, long now) {
    if (operation instanceof Get get) {
      Transition transition = Semantics.apply(get, read(get), now, casSource);
      if (!transition.changes()) {
        return accessed(transition, now);
      }
      // Seldom: it creates, touches or wins. Then once more, alone on the key.
    }
    Key key = operation.key();
    synchronized (stripe(key)) {
      Item item = operation.readsItem() ? table.get(key) : null;
      Transition transition = Semantics.apply(operation, item, now, casSource);
      switch (transition.kind()) {
        case PUT -> put(operation, key, transition.item());
        case REMOVE -> table.remove(key);
        default -> accessed(transition, now);
      }
      return transition.result();
    }
  }

  private Item read(Get get) {
    return get.options().recordAccess() ? table.get(get.key()) : table.peek(get.key());
  }

  private static Result accessed(Transition transition, long now) {
    if (transition.kind() == Transition.Kind.ACCESS) {
      Item item = transition.item();
      // Most reads find it written already, and leave other threads their cache line.
      if (item.lastAccess() != now || !item.isFetched()) {
        item.recordAccess(now);
      }
    }
    return transition.result();
  }

  private void put(Operation operation, Key key, Item item) {
    if (Footprint.of(key, item) > table.limit()) {
      throw refused(operation, "an item is larger than all memory for items");
    }
    Item old;
    if (evict) {
      old = table.put(key, item);
    } else {
      // Nothing but operations under this lock changes the key, so what was read is still there.
      old = table.peek(key);
      if (!table.putWithin(key, item, old)) {
        throw refused(operation, "all memory for items is in use, and eviction is off");
      }
    }
    counters.stored().increment();
    long exptime = item.exptime();
    if (exptime != Exptime.NEVER && (old == null || old.exptime() != exptime)) {
      wheel.file(key, exptime);
    }
  }

  private EngineException refused(Operation operation, String reason) {
    if (Semantics.removesWhenRefused(operation)) {
      table.remove(operation.key());
    }
    return new EngineException(EngineException.Kind.FULL, reason);
  }

  /** Takes out what has expired or is too much; the upkeep thread only. */
  void sweep(long now, Upkeep upkeep) {
    table.oldestUse().lookOn();
    if (evict) {
      table.shrink(upkeep::isStopped);
    }
    wheel.advance(
        now,
        (key, exptime) -> {
          if (upkeep.isStopped()) {
            return false;
          }
          synchronized (stripe(key)) {
            Item item = table.peek(key);
            if (item == null || !item.isExpired(now)) {
              return item != null && item.exptime() == exptime;
            }
            if (table.remove(key) != null) {
              counters.expired(item);
            }
          }
          return false;
        });
    wheel.compact(
        (key, exptime) -> {
          Item item = table.peek(key);
          return item != null && item.exptime() == exptime;
        });
  }

  /** Sets a new bound at once; the upkeep thread takes out what is above it. */
  void resize(long newLimit) {
    table.setLimit(newLimit);
  }

  void scan(long now, Engine.ItemVisitor visitor) {
    table.scan((key, item) -> item.isExpired(now) || visitor.visit(key, item));
  }

  long items() {
    return table.size();
  }

  long bytes() {
    return table.bytes();
  }

  long limit() {
    return table.limit();
  }

  /** When the item was used that was used longest ago, or a negative number. */
  long oldestUse() {
    return table.oldestUse().moment();
  }

  long expiryEntries() {
    return wheel.size();
  }

  private Object stripe(Key key) {
    int hash = key.hashCode();
    return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
  }
}
