package dev.memotor.engine.memory;

import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.support.PeriodicTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/*
 * How the tier stays coherent with the engine.
 *
 * Invariant. While nobody is in a key's stripe, the tier holds for that key what the engine holds,
 * or nothing. A reader that finds the stripe quiet may therefore answer from the tier; any other
 * reader asks the engine. Removing an item is always safe, so eviction and expiry need no rule.
 *
 * 1. Writes. A write enters the stripe before it is handed to the engine and leaves before its
 *    result is handed on. Meanwhile all readers ask the engine: those later in the same batch,
 *    which must see the write, and those on other threads, of which one might otherwise see the new
 *    value in the engine and another still find the old one here.
 *
 * 2. The end of a write. A write puts what it stored only if its ticket holds; otherwise it removes
 *    the key. The ticket holds if
 *    a. the write was alone when it entered. Of two writers that were in a stripe at the same time,
 *       it is unknown which took effect last, because threads may reach the engine in another order
 *       than they entered;
 *    b. no write has entered since. It could have taken effect, ended and left already.
 *    A failed write removes the key too, because it may or may not have taken effect. The ticket is
 *    checked before the put and again after it: a write that entered in between may have ended as
 *    well, and have removed the key before it was put. A write that enters after the second check
 *    finds the first writer inside, so it was not alone and removes the key when it ends.
 *
 * 3. Fills. A read puts what the engine answered if the stripe was quiet when the read was handed to
 *    the engine and is unchanged when the answer arrives; it enters by one compare-and-set on that
 *    very word. Being inside keeps readers away while the item may turn out to be outdated, which the
 *    fill detects by checking its ticket after the put, as a write does. A write that finds a fill
 *    inside was not alone, so it removes what the fill put.
 *
 * 4. Gets that may win. A meta get may win the right to recache a stale item, which marks the item,
 *    and so is a write to the engine. But some clients get everything this way, and few gets win. The
 *    tier therefore never holds an item that could be won merely because it is stale. Then a get that
 *    can do nothing but win changes nothing that is held, and is a read under the rules above.
 *
 * 5. Flushes. A flush removes all items before the engine learns of it, and a new, empty set takes
 *    their place once the last flush in flight has ended. An operation puts only into the set that
 *    was current when it was submitted: if another set is current now, the flush may have overtaken
 *    the operation in the engine and removed what it stored. While there is no set, nothing is
 *    answered and nothing is put, but writes still enter stripes: they may end after the flush, among
 *    readers that fill the new set. A write removes its key from the set that is current when it
 *    ends, not from the one that was current when its batch began: a flush and a fill may have come
 *    before it entered its stripe. Nobody can have put the key into an even newer set, because the
 *    write was inside.
 *
 * 6. Access records. The engine learns of a read that was answered here when its access record may
 *    matter: when the item is evicted, and before an operation that reads the item is handed on.
 *    Reporting every read at once would cost each one a lookup in a second table.
 *
 * 7. Delayed readers. A reader that is delayed between its look at the stripe and its look at the
 *    items may find an item put since, even one about to be removed again. Its read began before the
 *    write that this item does not reflect, so the read may be ordered before that write.
 *
 * 8. Shared stores. If others change the store as well, the invariant holds for the changes that
 *    have been reported. A reported change enters its stripe as a write does, so that no fill brings
 *    back what was read before it, then removes the key and leaves. Until then the tier may hold the
 *    key's previous value. A write of this process must not build on that value, nor leave it here,
 *    or its caller would read what it knows to be outdated. So writes only remove keys; their own
 *    change is reported soon and would remove what they put anyway. Gets that may win are the
 *    exception, because they show what the engine holds and rarely change it. While changes may go
 *    unreported, there is no set.
 */

/** Hot items of an engine in RAM, coherent with it by the rules above. */
class RamTier implements ChangeListener {

  private static final long SMALLEST_LIMIT = 8L << 20;

  private final EngineClock clock;
  private final Stripes stripes;
  private final boolean tracking;
  private final Counters counters;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final Memory memory;
  private final ThreadLocal<Turn> turns = ThreadLocal.withInitial(Turn::new);
  private final PeriodicTask upkeep =
      new PeriodicTask("ram-tier-upkeep", MemoryEngine.UPKEEP_PAUSE, this::sweep);

  private final Object itemsLock = new Object();
  private int flushes;
  private boolean closed;

  /** Emptied by flushes, and still used by a turn or another thread; guarded by the lock. */
  private final List<ItemTable> emptied = new ArrayList<>();

  private volatile BiConsumer<Key, Item> accesses = (key, item) -> {};
  private volatile @Nullable HotItems items;

  /**
   * Starts an empty tier.
   *
   * @param tracking whether others change the store too; the tier then holds nothing until their
   *     changes are reported to it
   */
  RamTier(EngineClock clock, long limit, boolean tracking) {
    this(clock, limit, tracking, new Stripes());
  }

  RamTier(EngineClock clock, long limit, boolean tracking, Stripes stripes) {
    this.clock = clock;
    this.memory = new Memory(limit);
    this.tracking = tracking;
    this.stripes = stripes;
    this.counters = new Counters(clock);
    if (tracking) {
      flushes = 1;
    } else {
      items = newItems();
    }
    upkeep.start();
  }

  private HotItems newItems() {
    return new HotItems(memory, clock.now(), counters, (key, item) -> accesses.accept(key, item));
  }

  private void sweep() {
    HotItems current = items;
    if (current != null && use(current)) {
      try {
        current.table.shrink(upkeep::isClosing);
        current.table.expire(clock.now(), upkeep::isClosing, counters::expired);
      } finally {
        current.table.endUse();
      }
    }
    synchronized (itemsLock) {
      begin();
    }
    memory.trim();
  }

  /** Returns the current set of items, entered in a turn; null if there is none. */
  final @Nullable HotItems enter(Turn turn) {
    while (true) {
      HotItems current = items;
      if (current != null) {
        turn.enter(current.table);
      }
      // A flush that comes after this look waits for the turn before it gives memory back.
      if (current == items) {
        return current;
      }
    }
  }

  /** Returns the turn of this thread. */
  final Turn turn() {
    return turns.get();
  }

  /** Returns whether a set is current and stays usable until {@link ItemTable#endUse}. */
  private boolean use(@Nullable HotItems home) {
    if (home == null) {
      return false;
    }
    home.table.beginUse();
    if (isCurrent(home)) {
      return true;
    }
    home.table.endUse();
    return false;
  }

  /** Sets who gets the items that were read here, before the engine needs to know. */
  final void reportAccessesTo(BiConsumer<Key, Item> listener) {
    accesses = listener;
  }

  /** Returns the current set of items; null while there is none. */
  final @Nullable HotItems items() {
    return items;
  }

  /** Returns whether a set of items is still current, so that no flush has come since. */
  boolean isCurrent(@Nullable HotItems home) {
    return home != null && home == items;
  }

  final Stripes stripes() {
    return stripes;
  }

  /**
   * Ends an operation that has entered a stripe, or a read that may fill.
   *
   * @param home the set that was current when its batch began
   * @param now when its batch began; an item that has expired since is put but never hit
   */
  final void ended(
      @Nullable HotItems home, long now, Operation operation, long ticket, Result result) {
    if (isWrite(operation)) {
      written(home, now, operation, ticket, result);
    } else if (home != null && result.isOk()) {
      filled(home, now, (Get) operation, ticket, result.item());
    }
  }

  /** Ends a failed operation that has entered a stripe, or a read that might have filled. */
  void failed(@Nullable HotItems home, Operation operation) {
    if (isWrite(operation)) {
      invalidate(home, operation.key());
      stripes.leave(Stripes.of(operation.key()));
    }
  }

  private void written(
      @Nullable HotItems home, long now, Operation operation, long ticket, Result result) {
    Key key = operation.key();
    int stripe = Stripes.of(key);
    if (home != null && stripes.holds(stripe, ticket) && use(home)) {
      try {
        written(home, now, operation, stripe, ticket, result);
      } finally {
        home.table.endUse();
      }
    } else {
      invalidate(home, key);
    }
    stripes.leave(stripe);
  }

  private void written(
      HotItems home, long now, Operation operation, int stripe, long ticket, Result result) {
    Key key = operation.key();
    Item item =
        tracking
            ? ItemAfter.ofShared(operation, result, now)
            : ItemAfter.of(operation, result, home, now);
    if (item == null || (item != ItemAfter.UNCHANGED && !mayHold(home, key, item))) {
      home.remove(key);
    } else if (item != ItemAfter.UNCHANGED) {
      home.put(key, item);
      if (hasLost(operation, stripe, ticket)) {
        home.remove(key);
      }
    }
  }

  private void filled(HotItems home, long now, Get get, long ticket, Item shown) {
    if (use(home)) {
      try {
        fill(home, now, get, ticket, shown);
      } finally {
        home.table.endUse();
      }
    }
  }

  private void fill(HotItems home, long now, Get get, long ticket, Item shown) {
    Key key = get.key();
    Item item = ItemAfter.ofGet(get, shown, now);
    if (item == null || item == ItemAfter.UNCHANGED || !mayHold(home, key, item)) {
      return;
    }
    int stripe = Stripes.of(key);
    if (ticket == Stripes.NO_FILL) {
      // A read submitted behind a write, which has put its item here since.
      home.recordAccess(key, item.cas(), now);
    } else if (stripes.enterFill(stripe, ticket)) {
      home.putIfAbsent(key, item);
      if (hasLost(get, stripe, ticket)) {
        home.remove(key);
      }
      stripes.leave(stripe);
    }
  }

  /** Returns whether an operation can change an item that may be held here. */
  static boolean isWrite(Operation operation) {
    if (operation instanceof Get get) {
      Get.Options options = get.options();
      return options.exptime() != Exptime.NONE
          || options.vivify() != null
          || options.recache() != null;
    }
    return operation.writesItem();
  }

  boolean mayHold(HotItems home, Key key, Item item) {
    return home.accepts(key, item) && !canBeWon(item);
  }

  private static boolean canBeWon(Item item) {
    return item.isStale() && !item.isWon();
  }

  /** Returns whether the ticket under which an operation put its item no longer holds. */
  boolean hasLost(Operation operation, int stripe, long ticket) {
    return !stripes.holds(stripe, ticket);
  }

  /** Removes a key for a write that cannot tell what the engine holds now. */
  void invalidate(@Nullable HotItems home, Key key) {
    // If the set is replaced meanwhile, the new one began without the key.
    HotItems current = items;
    if (current != null && use(current)) {
      current.remove(key);
      current.table.endUse();
    }
  }

  /** Returns when an item with this CAS number was read here last; negative if it was not. */
  final long lastRead(Key key, long cas) {
    HotItems current = items;
    if (current == null || !use(current)) {
      return -1;
    }
    try {
      Item held = current.peek(key, ItemTable.ValueAccess.LEFT_OUT);
      return held != null && held.isFetched() && held.cas() == cas ? held.lastAccess() : -1;
    } finally {
      current.table.endUse();
    }
  }

  @Override
  public void changed(Key key) {
    int stripe = Stripes.of(key);
    stripes.enterWrite(stripe);
    invalidate(items, key);
    stripes.leave(stripe);
  }

  @Override
  public void lost() {
    beginFlush();
  }

  @Override
  public void regained() {
    endFlush();
  }

  /** Removes all items until the matching {@link #endFlush}. */
  void beginFlush() {
    synchronized (itemsLock) {
      flushes++;
      empty();
    }
  }

  private void empty() {
    if (items != null) {
      emptied.add(items.table);
      items = null;
    }
  }

  void endFlush() {
    synchronized (itemsLock) {
      flushes--;
      begin();
    }
  }

  /** Begins a new set after the last flush; without memory for one, upkeep tries again. */
  private void begin() {
    emptied.removeIf(ItemTable::release);
    if (items == null && flushes == 0 && !closed) {
      try {
        items = newItems();
      } catch (EngineException e) {
        upkeep.wake();
      }
    }
  }

  /** Counts the hits and misses of a batch. */
  final void count(int hitCount, int missCount) {
    if (hitCount > 0) {
      hits.add(hitCount);
    }
    if (missCount > 0) {
      misses.add(missCount);
    }
  }

  final boolean resize(long bytes) {
    if (bytes < SMALLEST_LIMIT || !DirectMemory.hasRoomFor(bytes)) {
      return false;
    }
    memory.setLimit(bytes);
    upkeep.wake();
    return true;
  }

  final long limit() {
    return memory.limit();
  }

  /** Adds the tier's figures to the engine's. */
  final void describe(EngineStats.Builder stats) {
    HotItems current = items;
    stats.detail("ram_tier_items", current == null ? 0 : current.table.size());
    stats.detail("ram_tier_bytes", current == null ? 0 : current.table.bytes());
    stats.detail("ram_tier_limit_bytes", memory.limit());
    stats.detail("ram_tier_hits", hits.sum());
    stats.detail("ram_tier_misses", misses.sum());
    stats.detail("ram_tier_evictions", counters.evictions().sum());
    stats.detail("ram_tier_expired", counters.expired().sum());
  }

  final void close() {
    synchronized (itemsLock) {
      closed = true;
      empty();
    }
    upkeep.close();
    memory.close();
  }
}
