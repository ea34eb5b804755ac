package dev.memotor.engine.memory;

import dev.memotor.engine.CasSource;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import dev.memotor.engine.support.PeriodicTask;
import org.jspecify.annotations.Nullable;

/**
 * All items stored between two flushes. A flush replaces the generation by a new one, which takes
 * the same short time whatever the old one holds.
 *
 * <p>A key is changed under the lock of its stripe. Reads take no lock. Nor do evictions: each
 * takes effect before or after an operation that runs at the same time.
 */
final class Generation extends ItemCache {

  /** Many more than threads, so that two of them rarely contend. */
  private static final int STRIPES = 1024;

  private final Object[] stripes = new Object[STRIPES];
  private final CasSource casSource;
  private final boolean evict;

  Generation(long limit, boolean evict, long now, CasSource casSource, Counters counters) {
    super(limit, now, counters, (key, item) -> counters.evicted(item));
    this.evict = evict;
    this.casSource = casSource;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Object();
    }
  }

  /** Executes one operation; throws an {@link EngineException} of kind FULL if there is no room. */
  Result execute(Operation operation, long now) {
    if (operation instanceof Get get) {
      Transition transition = Semantics.apply(get, read(get), now, casSource);
      if (!transition.changes()) {
        return accessed(transition, now);
      }
      // Rare: the get creates, touches or wins, so it runs again under the key's lock.
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

  private @Nullable Item read(Get get) {
    return get.options().recordAccess() ? table.get(get.key()) : table.peek(get.key());
  }

  private static Result accessed(Transition transition, long now) {
    if (transition.kind() == Transition.Kind.ACCESS) {
      Item item = transition.item();
      // Usually recorded already; not writing it again spares other threads a cache miss.
      if (item.lastAccess() != now || !item.isFetched()) {
        item.recordAccess(now);
      }
    }
    return transition.result();
  }

  private void put(Operation operation, Key key, Item item) {
    if (Footprint.of(key, item) > table.limit()) {
      throw refused(operation, "the item is larger than all memory for items");
    }
    Item old;
    if (evict) {
      old = table.put(key, item);
    } else {
      // Without eviction, only operations under this lock change the key.
      old = table.peek(key);
      if (!table.putWithin(key, item, old)) {
        throw refused(operation, "all memory for items is in use, and eviction is off");
      }
    }
    counters.stored().increment();
    file(key, item, old);
  }

  private EngineException refused(Operation operation, String reason) {
    if (Semantics.removesWhenRefused(operation)) {
      table.remove(operation.key());
    }
    return new EngineException(EngineException.Kind.FULL, reason);
  }

  /** Removes what has expired or exceeds the limit; on the upkeep thread only. */
  void sweep(long now, PeriodicTask upkeep) {
    table.oldestUse().step();
    if (evict) {
      table.shrink(upkeep::isClosing);
    }
    expire(now, upkeep);
  }

  @Override
  boolean removeExpired(Key key, Item item) {
    synchronized (stripe(key)) {
      return table.remove(key, item);
    }
  }

  void scan(long now, Engine.ItemVisitor visitor) {
    table.scan((key, item) -> item.isExpired(now) || visitor.visit(key, item));
  }

  long limit() {
    return table.limit();
  }

  /** Returns when the least recently used item was last used; negative if that is unknown. */
  long oldestUse() {
    return table.oldestUse().moment();
  }

  private Object stripe(Key key) {
    int hash = key.hashCode();
    return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
  }
}
